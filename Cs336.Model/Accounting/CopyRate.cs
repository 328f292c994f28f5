using static TorchSharp.torch;

namespace Cs336.Model.Accounting;

/// <summary>How fast a device moves memory.</summary>
/// <param name="BytesPerSecond">Bytes read and bytes written, together, in a second.</param>
public sealed record CopyRate(double BytesPerSecond)
{
    /// <summary>More than the caches of most processors hold.</summary>
    private const int Bytes = 64_000_000;

    private const int Copies = 10;

    /// <summary>Copies one tensor of 64 MB into another a few times, for at most <see cref="MatrixRate.Limit"/>.</summary>
    /// <param name="device">The device whose memory it is.</param>
    /// <param name="clock">Measures the seconds.</param>
    /// <returns>The best rate seen.</returns>
    public static CopyRate Measure(Device device, TimeProvider clock)
    {
        using var scope = NewDisposeScope();
        var source = zeros(Bytes / sizeof(float), device: device);
        var target = zeros_like(source);
        var start = clock.GetTimestamp();
        var fastest = double.PositiveInfinity;
        for (var i = 0; i < Copies && (i == 0 || (clock.GetElapsedTime(start).TotalSeconds + fastest) < MatrixRate.Limit.TotalSeconds); i++)
        {
            var before = clock.GetTimestamp();
            target.copy_(source);
            DeviceWork.WaitFor(target);
            fastest = Math.Min(fastest, clock.GetElapsedTime(before).TotalSeconds);
        }
        return new(2.0 * Bytes / fastest);
    }
}
