namespace Cs336.Model.Accounting;

/// <summary>
/// What training with AdamW keeps in memory (assignment §4.3): parameters, gradients and two moments, whatever the batch, and the
/// activations of every sequence in it.
/// </summary>
/// <param name="ParameterBytes">The parameters.</param>
/// <param name="GradientBytes">Their gradients.</param>
/// <param name="MomentBytes">AdamW's two moments.</param>
/// <param name="ActivationBytesPerSequence">The activations of one sequence.</param>
public sealed record TrainingMemory(long ParameterBytes, long GradientBytes, long MomentBytes, long ActivationBytesPerSequence)
{
    private const int Float32Bytes = 4;

    /// <summary>Bytes that do not depend on the batch.</summary>
    public long StateBytes => checked(ParameterBytes + GradientBytes + MomentBytes);

    /// <summary>
    /// The memory of a model. Parameters, gradients and moments are float32 whatever the products are computed in, as
    /// <see cref="Layers.MixedPrecision"/> trains; activations are of the type of the products.
    /// </summary>
    /// <param name="parameters">Number of parameters.</param>
    /// <param name="activations">Number of activations of one sequence.</param>
    /// <param name="type">The type of the matrix products.</param>
    /// <exception cref="OverflowException">The bytes are more than 64 bits count.</exception>
    public static TrainingMemory Of(long parameters, long activations, ComputeType type = ComputeType.Float32)
    {
        var bytes = checked(Float32Bytes * parameters);
        return new(bytes, bytes, checked(2 * bytes), checked(BytesOf(type) * activations));
    }

    /// <summary>Bytes of one number.</summary>
    public static int BytesOf(ComputeType type) => type == ComputeType.BFloat16 ? 2 : Float32Bytes;

    /// <summary>Bytes with batches of <paramref name="batchSize"/> sequences.</summary>
    /// <exception cref="OverflowException">They are more than 64 bits count.</exception>
    public long TotalBytes(long batchSize) => checked(StateBytes + batchSize * ActivationBytesPerSequence);

    /// <summary>The largest batch, in sequences, that fits into so many bytes; 0 where not even one does.</summary>
    public long LargestBatch(long budgetBytes) => Math.Max(0, (budgetBytes - StateBytes) / ActivationBytesPerSequence);
}
