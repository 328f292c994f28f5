using Cs336.Annotations;
using Cs336.Model.Functional;
using Cs336.Model.Sampling;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Model.Layers;

/// <summary>
/// A Transformer block (assignment §3.5, figure 2): attention, then feed-forward, each added to its input, normalised before, after or
/// not at all.
/// </summary>
[Module]
public sealed partial class TransformerBlock : Module<Tensor, Tensor?, Tensor>
{
    /// <summary>Self-attention.</summary>
    [Submodule, StateName("attn"), StateName("self_attn", Dialect = Dialect.HuggingFaceLlama)]
    public partial CausalSelfAttention Attention { get; private init; }

    /// <summary>The norm of attention; null without norms.</summary>
    [Submodule, StateName("ln1"), StateName("input_layernorm", Dialect = Dialect.HuggingFaceLlama)]
    public partial RmsNorm? AttentionNorm { get; private init; }

    /// <summary>The norm of the feed-forward network; null without norms.</summary>
    [Submodule, StateName("ln2"), StateName("post_attention_layernorm", Dialect = Dialect.HuggingFaceLlama)]
    public partial RmsNorm? FeedForwardNorm { get; private init; }

    /// <summary>The feed-forward network: <see cref="SwiGlu"/> or <see cref="SiluFeedForward"/>.</summary>
    [Submodule, StateName("ffn"), StateName("mlp", Dialect = Dialect.HuggingFaceLlama)]
    public partial Module<Tensor, Tensor> FeedForward { get; private init; }

    private readonly NormPlacement norm;

    /// <summary>A block of the shape that <paramref name="config"/> gives.</summary>
    /// <param name="config">
    /// Sizes and variants; <see cref="ModelConfig.VocabSize"/>, <see cref="ModelConfig.NLayers"/> and
    /// <see cref="ModelConfig.TiedHead"/> play no part.
    /// </param>
    /// <param name="at">Device and type of the weights.</param>
    public TransformerBlock(ModelConfig config, Placement at = default) : base(nameof(TransformerBlock))
    {
        norm = config.Norm;
        var rope = config.Positions == PositionEncoding.Rope
            ? new RotaryEmbedding(config.RopeTheta, config.DHead, config.ContextLength, at)
            : null;
        Attention = new CausalSelfAttention(config.DModel, config.NHeads, rope, at);
        if (norm != NormPlacement.None)
        {
            AttentionNorm = new RmsNorm(config.DModel, config.NormEpsilon, at);
            FeedForwardNorm = new RmsNorm(config.DModel, config.NormEpsilon, at);
        }
        FeedForward = config.FeedForward == FeedForwardKind.SwiGlu
            ? new SwiGlu(config.DModel, config.DFf, at)
            : new SiluFeedForward(config.DModel, config.DFf, at);
    }

    /// <summary><c>[..., seq, d_model], [..., seq] → [..., seq, d_model]</c></summary>
    /// <param name="x">Features, <c>[..., seq, d_model]</c>.</param>
    /// <param name="positions">The position of each token, broadcastable to <c>[..., seq]</c>; null: 0, 1, …, seq − 1.</param>
    public override Tensor forward(Tensor x, Tensor? positions)
    {
        x = Residual(x, AttentionNorm, normed => Attention.call(normed, positions));
        return Residual(x, FeedForwardNorm, FeedForward.call);
    }

    /// <summary>The same for tokens that follow those in a cache: <c>[rows, seq, d_model] → [rows, seq, d_model]</c>.</summary>
    /// <param name="x">Features of the new tokens.</param>
    /// <param name="cache">The part of the cache that is this block's.</param>
    public Tensor Extend(Tensor x, CacheExtension.Layer cache)
    {
        x = Residual(x, AttentionNorm, normed => Attention.Extend(normed, cache));
        return Residual(x, FeedForwardNorm, FeedForward.call);
    }

    /// <summary>A sublayer added to its input, <c>[..., d_model] → [..., d_model]</c>.</summary>
    private Tensor Residual(Tensor x, RmsNorm? rmsNorm, Func<Tensor, Tensor> sublayer) => norm switch
    {
        NormPlacement.Pre => x.Plus(sublayer(rmsNorm!.call(x))),
        NormPlacement.Post => rmsNorm!.call(x.Plus(sublayer(x))),
        _ => x.Plus(sublayer(x)),
    };
}
