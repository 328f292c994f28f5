using Cs336.Annotations;
using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.State.Dialects;

/// <summary>
/// A model's state as Llama checkpoints of Hugging Face hold it. The layers declare their own names; here stands what only the whole
/// tree knows: a prefix, the head of a model that has none of its own, and the order of the rows that rotary positions turn.
/// </summary>
/// <remarks>
/// In each head our <see cref="RotaryEmbedding"/> turns the neighbours <c>(2j, 2j + 1)</c>, and Hugging Face's <c>rotate_half</c> the
/// features <c>(j, j + d_head / 2)</c>, by the same angle. So the projections that make queries and keys hold the same rows in another
/// order; as both change alike, no product of a query with a key does.
/// </remarks>
public static class HuggingFaceLlama
{
    private const string Prefix = "model.";
    private const string Embedding = "embed_tokens.weight";
    private const string Head = "lm_head.weight";
    private static readonly string[] Rotated = [".q_proj.weight", ".k_proj.weight"];

    // The transformers library refuses a safetensors file that does not name its framework.
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    /// <summary>The model's state under Llama's names, in Llama's layout. A head tied to the embedding is left out.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Copies on the model's device, with the metadata that Hugging Face's own loader asks for.</returns>
    /// <exception cref="ConfigurationException">The model is a variant that no Llama is.</exception>
    public static NamedTensors FromModel(TransformerLm model)
    {
        RequireLlama(model.Config);
        using var unrecorded = no_grad();
        var exported = new OrderedDictionary<string, Tensor>();
        foreach (var (name, tensor) in StateNames.Collect(model, Dialect.HuggingFaceLlama))
        {
            using var temporaries = NewDisposeScope();
            var rows = IsRotated(name) ? SwapWithinHeads(tensor, model.Config.NHeads, model.Config.DHead / 2, 2) : tensor;
            exported.Add(InFile(name), rows.clone().DetachFromDisposeScope());
        }
        return new(exported, Metadata);
    }

    /// <summary>
    /// Copies a Llama checkpoint into the model, converting to the device and element type of each of its tensors. Where the checkpoint
    /// has no head, the embedding is the head too.
    /// </summary>
    /// <param name="model">A model of the checkpoint's sizes, as many heads for keys and values as for queries.</param>
    /// <param name="source">The tensors under Llama's names.</param>
    /// <exception cref="StateMismatchException">
    /// Entries are missing, unexpected, of another shape or without data. Every one of them is listed and the model is unchanged.
    /// </exception>
    /// <exception cref="ConfigurationException">The model is a variant that no Llama is.</exception>
    public static void Load(TransformerLm model, IReadOnlyDictionary<string, Tensor> source)
    {
        RequireLlama(model.Config);
        var found = new Dictionary<string, Tensor>();
        var unexpected = source.Keys.ToHashSet();
        foreach (var state in StateNames.Walk(model, Dialect.HuggingFaceLlama))
            if (unexpected.Remove(InFile(state.Name)))
                found.Add(state.Name, source[InFile(state.Name)]);
        if (found.TryGetValue(Embedding, out var embedding))
            found.TryAdd(Head, embedding);

        var mismatch = StateNames.Compare(model, found, Dialect.HuggingFaceLlama);
        mismatch = new([.. mismatch.Missing.Select(InFile)], [.. unexpected], [.. mismatch.Unusable.Select(InFile)]);
        if (!mismatch.IsEmpty)
            throw new StateMismatchException(mismatch, model.GetName());

        using var unrecorded = no_grad();
        using var temporaries = NewDisposeScope();
        foreach (var name in found.Keys.Where(IsRotated))
            found[name] = SwapWithinHeads(found[name], model.Config.NHeads, 2, model.Config.DHead / 2);
        StateNames.Load(model, found, Dialect.HuggingFaceLlama);
    }

    private static void RequireLlama(ModelConfig config)
    {
        if (config is not { Norm: NormPlacement.Pre, Positions: PositionEncoding.Rope, FeedForward: FeedForwardKind.SwiGlu })
        {
            var found = $"norm {config.Norm}, positions {config.Positions} and feed-forward {config.FeedForward}".ToLowerInvariant();
            throw new ConfigurationException($"A Llama has norm pre, positions rope and feed-forward swiglu; found {found}.");
        }
    }

    private static string InFile(string name) => name.StartsWith(Head, StringComparison.Ordinal) ? name : Prefix + name;

    private static bool IsRotated(string name) => Rotated.Any(ending => name.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>
    /// Reads the rows of each head as <c>[outer, inner]</c> and writes them as <c>[inner, outer]</c>: neighbours become halves with
    /// <c>[d_head / 2, 2]</c>, halves neighbours with <c>[2, d_head / 2]</c>.
    /// </summary>
    private static Tensor SwapWithinHeads(Tensor weight, long heads, long outer, long inner) =>
        weight.reshape(heads, outer, inner, -1).transpose(1, 2).reshape(weight.shape);
}
