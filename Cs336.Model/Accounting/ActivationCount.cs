namespace Cs336.Model.Accounting;

/// <summary>
/// How many numbers of one sequence are kept for the backward pass, as the assignment's AdamW problem counts them (§4.3): the output of
/// each listed operation, once. What an implementation keeps beyond that, or saves, is not in it.
/// </summary>
/// <param name="Norms">Outputs of the norms in the blocks, all blocks together, as in the next ones.</param>
/// <param name="QkvProjections">Queries, keys and values.</param>
/// <param name="AttentionScores">The scores <c>Q Kᵀ</c>, in full.</param>
/// <param name="Softmax">The weights made of them.</param>
/// <param name="WeightedValues">The weighted sums of the values.</param>
/// <param name="OutputProjection">Outputs of the output projection.</param>
/// <param name="W1">Outputs of <c>W₁</c>.</param>
/// <param name="Silu">Outputs of SiLU.</param>
/// <param name="W2">Outputs of <c>W₂</c>.</param>
/// <param name="Gate">Outputs of SwiGLU's <c>W₃</c> and of the product of the two halves, which the assignment's list leaves out.</param>
/// <param name="FinalNorm">Outputs of the norm after the last block.</param>
/// <param name="Logits">The logits.</param>
/// <param name="Tokens">Positions of the sequence, each with one loss.</param>
public sealed record ActivationCount(
    long Norms,
    long QkvProjections,
    long AttentionScores,
    long Softmax,
    long WeightedValues,
    long OutputProjection,
    long W1,
    long Silu,
    long W2,
    long Gate,
    long FinalNorm,
    long Logits,
    long Tokens)
{
    /// <summary>Counts the activations of one sequence as long as the context.</summary>
    /// <exception cref="OverflowException">They are more than 64 bits count.</exception>
    public static ActivationCount Of(ModelConfig config)
    {
        checked
        {
            long tokens = config.ContextLength, layers = config.NLayers;
            var features = tokens * config.DModel;
            var hidden = layers * tokens * config.DFf;
            var scores = layers * config.NHeads * tokens * tokens;
            var norms = config.Norm == NormPlacement.None ? 0 : 1;
            return new(
                Norms: 2 * norms * layers * features,
                QkvProjections: 3 * layers * features,
                AttentionScores: scores,
                Softmax: scores,
                WeightedValues: layers * features,
                OutputProjection: layers * features,
                W1: hidden,
                Silu: hidden,
                W2: layers * features,
                Gate: config.FeedForward == FeedForwardKind.SwiGlu ? 2 * hidden : 0,
                FinalNorm: norms * features,
                Logits: tokens * config.VocabSize,
                Tokens: tokens);
        }
    }

    /// <summary>All of them, for one reading of the assignment's list.</summary>
    /// <exception cref="OverflowException">They are more than 64 bits count.</exception>
    public long Total(ActivationReading reading) => checked(
        Norms + QkvProjections + AttentionScores + Softmax + WeightedValues + OutputProjection + W1 + Silu + W2
        + (reading.WithGate ? Gate : 0) + FinalNorm + Logits + (reading.LossPerLogit ? Logits : Tokens));
}

/// <summary>How to read the assignment's list of activations where it leaves room; without arguments, as it stands.</summary>
/// <param name="WithGate">Also counts SwiGLU's <c>W₃</c> and its product with the other half.</param>
/// <param name="LossPerLogit">
/// Counts cross-entropy as one number for each logit, the softmax that its gradient needs; otherwise one for each token.
/// </param>
public sealed record ActivationReading(bool WithGate = false, bool LossPerLogit = true)
{
    /// <summary>The list as it stands.</summary>
    public static ActivationReading AsListed { get; } = new();
}
