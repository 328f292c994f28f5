using Cs336.Annotations;
using Cs336.Model.Functional;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Model.Layers;

/// <summary>
/// Rotary position embedding (assignment §3.5.3; Su et al. 2021): rotates each pair <c>(x[2i], x[2i+1])</c> by the angle
/// <c>position · θ^(−2i/d)</c>.
/// </summary>
[Module]
public sealed partial class RotaryEmbedding : Module<Tensor, Tensor?, Tensor>
{
    /// <summary>Cosines of the angles, <c>[max_seq, d_half]</c>.</summary>
    [Buffer("max_seq", "d_half", Persistent = false, FollowsDType = false)]
    public partial Tensor Cosine { get; private init; }

    /// <summary>Sines of the angles, <c>[max_seq, d_half]</c>.</summary>
    [Buffer("max_seq", "d_half", Persistent = false, FollowsDType = false)]
    public partial Tensor Sine { get; private init; }

    /// <summary>Tables for positions below <paramref name="maxSeq"/>.</summary>
    /// <param name="theta">The base θ of the angles.</param>
    /// <param name="d">Length of the rotated vectors, even.</param>
    /// <param name="maxSeq">One more than the largest position.</param>
    /// <param name="at">The device of the tables; they are float32 whatever the type.</param>
    /// <exception cref="ArgumentException"><paramref name="d"/> is odd.</exception>
    public RotaryEmbedding(double theta, long d, long maxSeq, Placement at = default) : base(nameof(RotaryEmbedding))
    {
        if (d % 2 != 0)
            throw new ArgumentException(
                $"Rotary embedding: vectors of length {d} hold no whole number of pairs; expected an even length.", nameof(d));
        using var scope = NewDisposeScope();
        // In float64 up to the last step: at position 1,000 a float32 angle is off by up to 3e-5.
        var frequencies = theta.ToThePowerOf(Arithmetic.Range(d, ScalarType.Float64, step: 2).Over(-d));
        var angles = outer(Arithmetic.Range(maxSeq, ScalarType.Float64), frequencies);
        Cosine = angles.cos().to(ScalarType.Float32, at.Device);
        Sine = angles.sin().to(ScalarType.Float32, at.Device);
    }

    /// <summary><c>[..., seq, d], [..., seq] → [..., seq, d]</c></summary>
    /// <param name="x">Vectors to rotate, <c>[..., seq, d]</c>.</param>
    /// <param name="positions">
    /// The position of each, int64, broadcastable to the leading dimensions of <paramref name="x"/>; null: 0, 1, …, seq − 1.
    /// </param>
    /// <exception cref="ArgumentException">The sequence is longer than the tables, or the vectors have another length.</exception>
    public override Tensor forward(Tensor x, Tensor? positions)
    {
        var d = 2 * Cosine.shape[1];
        if (x.dim() < 2 || x.shape[^1] != d)
        {
            throw new ArgumentException(
                $"Rotary embedding: vectors of shape [{string.Join(", ", x.shape)}] do not fit; expected [..., seq, {d}].", nameof(x));
        }
        var wide = Precision.AtLeastFloat32(x);
        var cosine = At(Cosine, positions, wide);
        var sine = At(Sine, positions, wide);
        var pairs = wide.reshape([.. x.shape[..^1], -1, 2]);
        var (a, b) = (pairs.select(-1, 0), pairs.select(-1, 1));
        return stack([a * cosine - b * sine, (a * sine).Plus(b * cosine)], dim: -1).flatten(-2).to(x.dtype);
    }

    private static Tensor At(Tensor table, Tensor? positions, Tensor x)
    {
        var seq = x.shape[^2];
        if (positions is null && seq > table.shape[0])
            throw new ArgumentException(
                $"Rotary embedding: a sequence of {seq} is longer than the tables, which end at {table.shape[0]}.", nameof(x));
        var rows = positions is null
            ? table.narrow(0, 0, seq)
            : table.index_select(0, positions.flatten()).reshape([.. positions.shape, table.shape[1]]);
        return rows.to(x.dtype);
    }
}
