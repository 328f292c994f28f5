using Cs336.Model.Kernels;
using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Sampling;

/// <summary>The logits after each of several sequences, which grow by one token after another.</summary>
public abstract class Decoder : IDisposable
{
    private protected Decoder()
    {
    }

    /// <summary>A decoder for a number of sequences.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">How many sequences.</param>
    /// <param name="kind">Which way.</param>
    /// <exception cref="ConfigurationException">There are no kernels for the model, where they are asked for.</exception>
    public static Decoder For(TransformerLm model, int rows, DecoderKind kind = DecoderKind.Automatic) => kind switch
    {
        DecoderKind.Uncached => new UncachedDecoder(model, rows),
        DecoderKind.Cached => new CachedDecoder(model, rows),
        DecoderKind.Automatic when !CpuDecoder.Supports(model) => new CachedDecoder(model, rows),
        DecoderKind.Automatic or DecoderKind.Fused => new FusedDecoder(model, rows, get_num_threads()),
        _ => throw new ConfigurationException($"decoder must be one of {string.Join(", ", Enum.GetNames<DecoderKind>())}; found {kind}."),
    };

    /// <summary>Starts a sequence, in place of what was there.</summary>
    /// <param name="row">Which sequence.</param>
    /// <param name="ids">At least one token, at most the model's context.</param>
    public abstract void Begin(int row, ReadOnlySpan<int> ids);

    /// <summary>Starts a sequence with the tokens of another.</summary>
    /// <param name="from">A sequence that has been started.</param>
    /// <param name="to">The one to start.</param>
    public abstract void Copy(int from, int to);

    /// <summary>Gives several sequences one more token each.</summary>
    /// <param name="rows">Sequences with room for it, each once.</param>
    /// <param name="ids">The token for each.</param>
    public abstract void Append(ReadOnlySpan<int> rows, ReadOnlySpan<int> ids);

    /// <summary>Lets go of a sequence that gets no more tokens.</summary>
    /// <param name="row">Which sequence.</param>
    public virtual void End(int row)
    {
    }

    /// <summary>The logits of the token that follows a sequence, <c>[vocab]</c>, valid until the sequence changes.</summary>
    /// <param name="row">Which sequence.</param>
    public abstract ReadOnlySpan<float> Logits(int row);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees memory.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
