using Cs336.Annotations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Model.Layers;

/// <summary>A pre-norm Transformer block (assignment §3.5, figure 2): attention, then feed-forward, each added to its input.</summary>
[Module]
public sealed partial class TransformerBlock : Module<Tensor, Tensor?, Tensor>
{
    /// <summary>Self-attention.</summary>
    [Submodule, StateName("attn"), StateName("self_attn", Dialect = Dialect.HuggingFaceLlama)]
    public partial CausalSelfAttention Attention { get; private init; }

    /// <summary>The norm before attention.</summary>
    [Submodule, StateName("ln1"), StateName("input_layernorm", Dialect = Dialect.HuggingFaceLlama)]
    public partial RmsNorm AttentionNorm { get; private init; }

    /// <summary>The norm before the feed-forward network.</summary>
    [Submodule, StateName("ln2"), StateName("post_attention_layernorm", Dialect = Dialect.HuggingFaceLlama)]
    public partial RmsNorm FeedForwardNorm { get; private init; }

    /// <summary>The feed-forward network.</summary>
    [Submodule, StateName("ffn"), StateName("mlp", Dialect = Dialect.HuggingFaceLlama)]
    public partial SwiGlu FeedForward { get; private init; }

    /// <summary>A block of the shape that <paramref name="config"/> gives.</summary>
    /// <param name="config">Sizes; <see cref="ModelConfig.VocabSize"/> and <see cref="ModelConfig.NLayers"/> play no part.</param>
    /// <param name="at">Device and type of the weights.</param>
    public TransformerBlock(ModelConfig config, Placement at = default) : base(nameof(TransformerBlock))
    {
        var rope = new RotaryEmbedding(config.RopeTheta, config.DHead, config.ContextLength, at);
        Attention = new CausalSelfAttention(config.DModel, config.NHeads, rope, at);
        AttentionNorm = new RmsNorm(config.DModel, config.NormEpsilon, at);
        FeedForwardNorm = new RmsNorm(config.DModel, config.NormEpsilon, at);
        FeedForward = new SwiGlu(config.DModel, config.DFf, at);
    }

    /// <summary><c>[..., seq, d_model], [..., seq] → [..., seq, d_model]</c></summary>
    /// <param name="x">Features, <c>[..., seq, d_model]</c>.</param>
    /// <param name="positions">The position of each token, broadcastable to <c>[..., seq]</c>; null: 0, 1, …, seq − 1.</param>
    public override Tensor forward(Tensor x, Tensor? positions)
    {
        x = x + Attention.call(AttentionNorm.call(x), positions);
        return x + FeedForward.call(FeedForwardNorm.call(x));
    }
}
