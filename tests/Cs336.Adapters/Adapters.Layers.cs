using Cs336.Annotations;
using Cs336.Model;
using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Adapters;

/// <summary>
/// The functions of the assignment's <c>adapters.py</c>, in its order of parameters, over this project's layers. Glue only: each
/// builds what it tests, loads the weights it is given, and calls it.
/// </summary>
/// <remarks>
/// A layer takes the element type and device of its weights. Results belong to the caller's DisposeScope; everything else that a
/// function allocates is released before it returns.
/// </remarks>
public static partial class Adapters
{
    /// <summary><c>y = x Wᵀ</c>: <c>[..., d_in] → [..., d_out]</c>.</summary>
    /// <param name="dIn">Features of the input.</param>
    /// <param name="dOut">Features of the output.</param>
    /// <param name="weights">The matrix, <c>[d_out, d_in]</c>.</param>
    /// <param name="inFeatures">The input, <c>[..., d_in]</c>.</param>
    /// <exception cref="StateMismatchException">The weights have another shape.</exception>
    public static Tensor RunLinear(int dIn, int dOut, Tensor weights, Tensor inFeatures) => Run(
        () => new Linear(dIn, dOut, PlacementOf(weights)),
        new() { ["weight"] = weights },
        layer => layer.call(inFeatures));

    /// <summary>The vector of each token: <c>[...] → [..., d_model]</c>.</summary>
    /// <param name="vocabSize">How many ids there are.</param>
    /// <param name="dModel">Length of each vector.</param>
    /// <param name="weights">The vectors, <c>[vocab, d_model]</c>.</param>
    /// <param name="tokenIds">Ids, int64, <c>[...]</c>.</param>
    /// <exception cref="StateMismatchException">The weights have another shape.</exception>
    public static Tensor RunEmbedding(int vocabSize, int dModel, Tensor weights, Tensor tokenIds) => Run(
        () => new Embedding(vocabSize, dModel, PlacementOf(weights)),
        new() { ["weight"] = weights },
        layer => layer.call(tokenIds));

    /// <summary><c>W₂ (SiLU(W₁ x) ⊙ W₃ x)</c>: <c>[..., d_model] → [..., d_model]</c>.</summary>
    /// <param name="dModel">Features of input and output.</param>
    /// <param name="dFf">Hidden features.</param>
    /// <param name="w1Weight">The gate's matrix, <c>[d_ff, d_model]</c>.</param>
    /// <param name="w2Weight">The matrix back, <c>[d_model, d_ff]</c>.</param>
    /// <param name="w3Weight">The gated matrix, <c>[d_ff, d_model]</c>.</param>
    /// <param name="inFeatures">The input, <c>[..., d_model]</c>.</param>
    /// <exception cref="StateMismatchException">A weight has another shape.</exception>
    public static Tensor RunSwiGlu(int dModel, int dFf, Tensor w1Weight, Tensor w2Weight, Tensor w3Weight, Tensor inFeatures) => Run(
        () => new SwiGlu(dModel, dFf, PlacementOf(w1Weight)),
        new() { ["w1.weight"] = w1Weight, ["w2.weight"] = w2Weight, ["w3.weight"] = w3Weight },
        layer => layer.call(inFeatures));

    /// <summary>Root-mean-square normalisation: <c>[..., d_model] → [..., d_model]</c>, of the input's type.</summary>
    /// <param name="dModel">Length of the normalised dimension.</param>
    /// <param name="eps">Added to the mean square.</param>
    /// <param name="weights">The gains, <c>[d_model]</c>.</param>
    /// <param name="inFeatures">The input, <c>[..., d_model]</c>.</param>
    /// <exception cref="StateMismatchException">The weights have another shape.</exception>
    public static Tensor RunRmsNorm(int dModel, double eps, Tensor weights, Tensor inFeatures) => Run(
        () => new RmsNorm(dModel, eps, PlacementOf(weights)),
        new() { ["weight"] = weights },
        layer => layer.call(inFeatures));

    /// <summary>Rotates pairs of features by their token's position: <c>[..., seq, d_k] → [..., seq, d_k]</c>.</summary>
    /// <param name="dK">Length of the rotated vectors, even.</param>
    /// <param name="theta">The base of the angles.</param>
    /// <param name="maxSeqLen">One more than the largest position.</param>
    /// <param name="inQueryOrKey">The vectors, <c>[..., seq, d_k]</c>.</param>
    /// <param name="tokenPositions">Their positions, int64, broadcastable to <c>[..., seq]</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="dK"/> is odd.</exception>
    public static Tensor RunRope(int dK, double theta, int maxSeqLen, Tensor inQueryOrKey, Tensor tokenPositions) => Run(
        () => new RotaryEmbedding(theta, dK, maxSeqLen, PlacementOf(inQueryOrKey)),
        [],
        layer => layer.call(inQueryOrKey, tokenPositions));

    /// <summary>Causal self-attention without positions: <c>[..., seq, d_model] → [..., seq, d_model]</c>.</summary>
    /// <param name="dModel">Features of input and output.</param>
    /// <param name="numHeads">Number of heads, a divisor of <paramref name="dModel"/>.</param>
    /// <param name="qProjWeight">Makes the queries, <c>[d_model, d_model]</c>, head by head.</param>
    /// <param name="kProjWeight">Makes the keys, likewise.</param>
    /// <param name="vProjWeight">Makes the values, likewise.</param>
    /// <param name="oProjWeight">Mixes the heads' results, <c>[d_model, d_model]</c>.</param>
    /// <param name="inFeatures">The input, <c>[..., seq, d_model]</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="dModel"/> is no multiple of <paramref name="numHeads"/>.</exception>
    /// <exception cref="StateMismatchException">A weight has another shape.</exception>
    public static Tensor RunMultiheadSelfAttention(
        int dModel, int numHeads, Tensor qProjWeight, Tensor kProjWeight, Tensor vProjWeight, Tensor oProjWeight, Tensor inFeatures) => Run(
        () => new CausalSelfAttention(dModel, numHeads, rope: null, PlacementOf(qProjWeight)),
        AttentionState(qProjWeight, kProjWeight, vProjWeight, oProjWeight),
        layer => layer.call(inFeatures, null));

    /// <summary>The same with queries and keys turned by their positions.</summary>
    /// <param name="dModel">Features of input and output.</param>
    /// <param name="numHeads">Number of heads, a divisor of <paramref name="dModel"/> that leaves an even width.</param>
    /// <param name="maxSeqLen">One more than the largest position.</param>
    /// <param name="theta">The base of the angles.</param>
    /// <param name="qProjWeight">Makes the queries, <c>[d_model, d_model]</c>, head by head.</param>
    /// <param name="kProjWeight">Makes the keys, likewise.</param>
    /// <param name="vProjWeight">Makes the values, likewise.</param>
    /// <param name="oProjWeight">Mixes the heads' results, <c>[d_model, d_model]</c>.</param>
    /// <param name="inFeatures">The input, <c>[..., seq, d_model]</c>.</param>
    /// <param name="tokenPositions">Positions, int64, broadcastable to <c>[..., seq]</c>; null: 0, 1, …, seq − 1.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    /// <exception cref="StateMismatchException">A weight has another shape.</exception>
    public static Tensor RunMultiheadSelfAttentionWithRope(
        int dModel,
        int numHeads,
        int maxSeqLen,
        double theta,
        Tensor qProjWeight,
        Tensor kProjWeight,
        Tensor vProjWeight,
        Tensor oProjWeight,
        Tensor inFeatures,
        Tensor? tokenPositions = null)
    {
        var at = PlacementOf(qProjWeight);
        return Run(
            () => new CausalSelfAttention(dModel, numHeads, new RotaryEmbedding(theta, dModel / numHeads, maxSeqLen, at), at),
            AttentionState(qProjWeight, kProjWeight, vProjWeight, oProjWeight),
            layer => layer.call(inFeatures, tokenPositions));
    }

    /// <summary>A pre-norm block: <c>[..., seq, d_model] → [..., seq, d_model]</c>.</summary>
    /// <param name="dModel">Features of input and output.</param>
    /// <param name="numHeads">Attention heads.</param>
    /// <param name="dFf">Hidden features of the feed-forward network.</param>
    /// <param name="maxSeqLen">The longest sequence, in tokens.</param>
    /// <param name="theta">The base of the rotary angles.</param>
    /// <param name="weights">The block's state by name: <c>attn.q_proj.weight</c>, …, <c>ffn.w3.weight</c>.</param>
    /// <param name="inFeatures">The input, <c>[..., seq, d_model]</c>.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    /// <exception cref="StateMismatchException">A weight is missing, unexpected, or of another shape.</exception>
    public static Tensor RunTransformerBlock(
        int dModel,
        int numHeads,
        int dFf,
        int maxSeqLen,
        double theta,
        IReadOnlyDictionary<string, Tensor> weights,
        Tensor inFeatures)
    {
        var config = new ModelConfig
        {
            VocabSize = 1, // plays no part in a block
            ContextLength = maxSeqLen,
            DModel = dModel,
            NHeads = numHeads,
            DFf = dFf,
            RopeTheta = theta,
        };
        return Run(() => new TransformerBlock(config, PlacementOf(weights)), new(weights), layer => layer.call(inFeatures, null));
    }

    /// <summary>A whole model: <c>[..., seq] → [..., seq, vocab]</c>.</summary>
    /// <param name="vocabSize">Number of token ids.</param>
    /// <param name="contextLength">The longest sequence, in tokens.</param>
    /// <param name="dModel">Features of a token between layers.</param>
    /// <param name="numLayers">Number of blocks.</param>
    /// <param name="numHeads">Attention heads per block.</param>
    /// <param name="dFf">Hidden features of the feed-forward networks.</param>
    /// <param name="ropeTheta">The base of the rotary angles.</param>
    /// <param name="weights">The model's state by name: <c>token_embeddings.weight</c>, …, <c>lm_head.weight</c>.</param>
    /// <param name="inIndices">Token ids, int64, <c>[..., seq]</c>.</param>
    /// <exception cref="ConfigurationException">The sizes make no model.</exception>
    /// <exception cref="StateMismatchException">A weight is missing, unexpected, or of another shape.</exception>
    public static Tensor RunTransformerLm(
        int vocabSize,
        int contextLength,
        int dModel,
        int numLayers,
        int numHeads,
        int dFf,
        double ropeTheta,
        IReadOnlyDictionary<string, Tensor> weights,
        Tensor inIndices)
    {
        var config = new ModelConfig
        {
            VocabSize = vocabSize,
            ContextLength = contextLength,
            DModel = dModel,
            NLayers = numLayers,
            NHeads = numHeads,
            DFf = dFf,
            RopeTheta = ropeTheta,
        };
        return Run(() => new TransformerLm(config, PlacementOf(weights)), new(weights), layer => layer.call(inIndices));
    }
}
