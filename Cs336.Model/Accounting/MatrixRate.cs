using Cs336.Model.Functional;
using static TorchSharp.torch;

namespace Cs336.Model.Accounting;

/// <summary>How fast a device multiplies matrices: the peak that a run's utilisation (MFU) is measured against.</summary>
/// <param name="Type">The type of the matrices.</param>
/// <param name="FlopsPerSecond">FLOPs per second of the fastest product.</param>
/// <param name="Size">Rows and columns of its square matrices.</param>
public sealed record MatrixRate(ComputeType Type, double FlopsPerSecond, int Size)
{
    private const int SmallestSize = 256;
    private const int LargestSize = 8192;
    private const int ProductsOfASize = 3;

    /// <summary>What a product of twice the size takes of the time before, with making its operands.</summary>
    private const double Growth = 1.5 * 8;

    /// <summary>The time that a measurement may take.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Multiplies square matrices, 256³ first and then ever larger ones, as long as the next product fits into <see cref="Limit"/>: a
    /// processor that emulates bfloat16, a hundred times as slow as float32, is done after the first. The thread count is the current one.
    /// </summary>
    /// <param name="device">Where to multiply.</param>
    /// <param name="type">In which type.</param>
    /// <param name="clock">Measures the seconds.</param>
    /// <returns>The best rate seen; torch's random state is as it was.</returns>
    public static MatrixRate Measure(Device device, ComputeType type, TimeProvider clock)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        // Libraries are loaded and set up by their first call.
        Multiply(Operand(16, type, device));
        var start = clock.GetTimestamp();
        var best = new MatrixRate(type, 0, SmallestSize);
        for (var size = SmallestSize; size <= LargestSize; size *= 2)
        {
            var seconds = FastestProduct(size, type, device, clock, start);
            var rate = 2.0 * size * size * size / seconds;
            if (rate > best.FlopsPerSecond)
                best = new(type, rate, size);
            if (!Fits(Growth * seconds, clock, start))
                break;
        }
        return best;
    }

    private static double FastestProduct(int size, ComputeType type, Device device, TimeProvider clock, long start)
    {
        using var scope = NewDisposeScope();
        var operand = Operand(size, type, device);
        var fastest = double.PositiveInfinity;
        for (var i = 0; i < ProductsOfASize && (i == 0 || Fits(fastest, clock, start)); i++)
        {
            var before = clock.GetTimestamp();
            Multiply(operand);
            fastest = Math.Min(fastest, clock.GetElapsedTime(before).TotalSeconds);
        }
        return fastest;
    }

    private static bool Fits(double seconds, TimeProvider clock, long start) =>
        clock.GetElapsedTime(start).TotalSeconds + seconds < Limit.TotalSeconds;

    private static void Multiply(Tensor operand)
    {
        using var product = MatrixProduct.Of(operand, operand);
        DeviceWork.WaitFor(product);
    }

    /// <summary>Every entry another number, since a device may save power on zeros; none drawn, since draws belong to the caller.</summary>
    private static Tensor Operand(int size, ComputeType type, Device device) =>
        linspace(-1, 1, (long)size * size, device: device).reshape(size, size)
            .to(type == ComputeType.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32);
}
