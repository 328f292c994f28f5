using static System.FormattableString;

namespace Cs336.Train.Reports;

/// <summary>Numbers with their units, to three digits or so, in powers of 1000.</summary>
internal static class Quantity
{
    /// <summary>Bytes, as in <c>8.51 GB</c>.</summary>
    public static string Size(long bytes) => Scaled(bytes, "B");

    /// <summary>FLOPs per second, as in <c>152 GFLOP/s</c>.</summary>
    public static string FlopRate(double flopsPerSecond) => Scaled(flopsPerSecond, "FLOP/s");

    /// <summary>Bytes per second, as in <c>17.6 GB/s</c>.</summary>
    public static string ByteRate(double bytesPerSecond) => Scaled(bytesPerSecond, "B/s");

    private static string Scaled(double value, string unit) => value switch
    {
        >= 1e15 => Invariant($"{value / 1e15:0.##} P{unit}"),
        >= 1e12 => Invariant($"{value / 1e12:0.##} T{unit}"),
        >= 1e9 => Invariant($"{value / 1e9:0.##} G{unit}"),
        >= 1e6 => Invariant($"{value / 1e6:0.##} M{unit}"),
        >= 1e3 => Invariant($"{value / 1e3:0.##} k{unit}"),
        _ => Invariant($"{value:0.##} {unit}"),
    };
}
