namespace Cs336.Model.Sampling;

/// <summary>How the logits after a text are computed. Whichever way, they are the same up to rounding.</summary>
public enum DecoderKind
{
    /// <summary><see cref="Fused"/> where there are kernels for the model, else <see cref="Cached"/>.</summary>
    Automatic,

    /// <summary>The definition: the whole text through the model for every token.</summary>
    Uncached,

    /// <summary>The model's own layers, with a key/value cache; on any device.</summary>
    Cached,

    /// <summary>The kernels for the CPU, with a key/value cache.</summary>
    Fused,
}
