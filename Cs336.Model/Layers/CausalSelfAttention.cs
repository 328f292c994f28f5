using Cs336.Annotations;
using Cs336.Model.Functional;
using Cs336.Model.Sampling;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Model.Layers;

/// <summary>Causal multi-head self-attention (assignment §3.5.5; Vaswani et al. 2017, §3.2.2).</summary>
[Module]
public sealed partial class CausalSelfAttention : Module<Tensor, Tensor?, Tensor>
{
    /// <summary>Makes the queries, <c>[d_model, d_model]</c>; head <c>i</c> owns rows <c>[i·d_head, (i+1)·d_head)</c>.</summary>
    [Submodule, StateName("q_proj")]
    public partial Linear Query { get; private init; }

    /// <summary>Makes the keys, <c>[d_model, d_model]</c>, heads as in <see cref="Query"/>.</summary>
    [Submodule, StateName("k_proj")]
    public partial Linear Key { get; private init; }

    /// <summary>Makes the values, <c>[d_model, d_model]</c>, heads as in <see cref="Query"/>.</summary>
    [Submodule, StateName("v_proj")]
    public partial Linear Value { get; private init; }

    /// <summary>Mixes the heads' results, <c>[d_model, d_model]</c>.</summary>
    [Submodule, StateName("output_proj"), StateName("o_proj", Dialect = Dialect.HuggingFaceLlama)]
    public partial Linear Output { get; private init; }

    /// <summary>Turns queries and keys by their positions, every head alike; null: the model knows no positions.</summary>
    [Submodule]
    public partial RotaryEmbedding? Rope { get; private init; }

    /// <summary>Number of heads.</summary>
    public int NHeads { get; }

    /// <summary>Features of one head.</summary>
    public long DHead => Query.Weight.shape[0] / NHeads;

    /// <summary>Attention with <paramref name="nHeads"/> heads of width <c>d_model / n_heads</c>.</summary>
    /// <param name="dModel">Features of input and output.</param>
    /// <param name="nHeads">Number of heads, a divisor of <paramref name="dModel"/>.</param>
    /// <param name="rope">Rotary tables for vectors of the heads' width, or null; this module owns them.</param>
    /// <param name="at">Device and type of the weights.</param>
    /// <exception cref="ArgumentException"><paramref name="dModel"/> is no multiple of <paramref name="nHeads"/>.</exception>
    public CausalSelfAttention(long dModel, int nHeads, RotaryEmbedding? rope = null, Placement at = default)
        : base(nameof(CausalSelfAttention))
    {
        if (nHeads < 1 || dModel % nHeads != 0)
            throw new ArgumentException($"Attention: d_model {dModel} is not divisible by n_heads {nHeads}.", nameof(nHeads));
        NHeads = nHeads;
        Query = new Linear(dModel, dModel, at);
        Key = new Linear(dModel, dModel, at);
        Value = new Linear(dModel, dModel, at);
        Output = new Linear(dModel, dModel, at);
        Rope = rope;
    }

    /// <summary><c>[..., seq, d_model], [..., seq] → [..., seq, d_model]</c></summary>
    /// <param name="x">Features, <c>[..., seq, d_model]</c>.</param>
    /// <param name="positions">The position of each token, broadcastable to <c>[..., seq]</c>; null: 0, 1, …, seq − 1.</param>
    public override Tensor forward(Tensor x, Tensor? positions)
    {
        var (queries, keys, values) = Project(x, positions);
        var seq = x.shape[^2];
        var mask = ScaledDotProductAttention.CausalMask(seq, seq, x.device);
        return Output.call(MergeHeads(ScaledDotProductAttention.Of(queries, keys, values, mask)));
    }

    /// <summary>
    /// The same for tokens that follow those in a cache, which they attend to as well: <c>[rows, seq, d_model] → [rows, seq, d_model]</c>.
    /// </summary>
    /// <param name="x">Features of the new tokens, <c>[rows, seq, d_model]</c>.</param>
    /// <param name="cache">The part of the cache that is this layer's.</param>
    public Tensor Extend(Tensor x, CacheExtension.Layer cache)
    {
        var (queries, keys, values) = Project(x, cache.Extension.Positions);
        (keys, values) = cache.Append(keys, values);
        return Output.call(MergeHeads(ScaledDotProductAttention.Of(queries, keys, values, cache.Extension.Mask)));
    }

    /// <summary>Queries, keys and values, each <c>[..., n_heads, seq, d_head]</c>, the first two turned by their positions.</summary>
    private (Tensor Queries, Tensor Keys, Tensor Values) Project(Tensor x, Tensor? positions)
    {
        // Positions have no dimension of heads: they are the same for all.
        var headPositions = positions is { } p && p.dim() > 1 ? p.unsqueeze(-2) : positions;
        var queries = Rotate(SplitHeads(Query.call(x)), headPositions);
        var keys = Rotate(SplitHeads(Key.call(x)), headPositions);
        return (queries, keys, SplitHeads(Value.call(x)));
    }

    private Tensor Rotate(Tensor x, Tensor? positions) => Rope is null ? x : Rope.call(x, positions);

    /// <summary><c>[..., seq, d_model] → [..., n_heads, seq, d_head]</c></summary>
    private Tensor SplitHeads(Tensor x) => x.reshape([.. x.shape[..^1], NHeads, -1]).transpose(-3, -2);

    /// <summary><c>[..., n_heads, seq, d_head] → [..., seq, d_model]</c></summary>
    private static Tensor MergeHeads(Tensor x) => x.transpose(-3, -2).flatten(-2);
}
