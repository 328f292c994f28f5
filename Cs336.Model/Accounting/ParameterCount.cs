using Cs336.Annotations;
using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Accounting;

/// <summary>How many learnable scalars a model has, and where. A tied matrix counts once, as the embedding.</summary>
/// <param name="TokenEmbeddings">The token embedding.</param>
/// <param name="Attention">The projections of attention, all blocks together.</param>
/// <param name="FeedForward">The feed-forward networks, all blocks together.</param>
/// <param name="Norms">The gains of the blocks' norms, all blocks together.</param>
/// <param name="FinalNorm">The gains of the norm after the last block.</param>
/// <param name="Head">The head; 0 where it is tied to the embedding.</param>
public sealed record ParameterCount(long TokenEmbeddings, long Attention, long FeedForward, long Norms, long FinalNorm, long Head)
{
    /// <summary>All of them.</summary>
    public long Total => TokenEmbeddings + WithoutTokenEmbeddings;

    /// <summary>Without the token embedding: the assignment's "about 17M non-embedding parameters" of the TinyStories model (§7.2).</summary>
    public long WithoutTokenEmbeddings => WithoutEmbeddingsAndHead + Head;

    /// <summary>Without the two matrices that grow with the vocabulary.</summary>
    public long WithoutEmbeddingsAndHead => Attention + FeedForward + Norms + FinalNorm;

    /// <summary>Counts them in the declared state of the model's modules, which may be on the meta device.</summary>
    public static ParameterCount Of(TransformerLm model)
    {
        return new(
            StateNames.CountParameters(model.TokenEmbeddings),
            model.Layers.Sum(block => StateNames.CountParameters(block.Attention)),
            model.Layers.Sum(block => StateNames.CountParameters(block.FeedForward)),
            model.Layers.Sum(block => In(block.AttentionNorm) + In(block.FeedForwardNorm)),
            In(model.FinalNorm),
            ReferenceEquals(model.Head.Weight, model.TokenEmbeddings.Weight) ? 0 : StateNames.CountParameters(model.Head));

        static long In(nn.Module? module) => module is null ? 0 : StateNames.CountParameters(module);
    }
}
