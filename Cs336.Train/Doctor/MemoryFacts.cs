using System.Globalization;

namespace Cs336.Train.Doctor;

/// <summary>The memory that this process may use.</summary>
/// <param name="TotalBytes">All of it.</param>
/// <param name="AvailableBytes">What nothing else uses now.</param>
internal sealed record MemoryFacts(long TotalBytes, long AvailableBytes)
{
    private const string LimitFile = "/sys/fs/cgroup/memory.max";
    private const string UseFile = "/sys/fs/cgroup/memory.current";

    /// <summary>Looks at this machine's, and at the limit of the control group where there is one.</summary>
    public static MemoryFacts OfThisMachine()
    {
        if (OperatingSystem.IsLinux())
            return OfLinux(File.ReadAllLines("/proc/meminfo"), NumberIn(LimitFile), NumberIn(UseFile));
        var info = GC.GetGCMemoryInfo();
        return new(info.TotalAvailableMemoryBytes, Math.Max(0, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes));
    }

    /// <summary>Reads Linux's description.</summary>
    /// <param name="lines">The lines of <c>/proc/meminfo</c>.</param>
    /// <param name="limit">Bytes that the control group may use; null: no limit.</param>
    /// <param name="used">Bytes that it uses.</param>
    public static MemoryFacts OfLinux(IReadOnlyList<string> lines, long? limit, long? used)
    {
        var machine = new MemoryFacts(BytesOf("MemTotal:"), BytesOf("MemAvailable:"));
        return limit is not { } most
            ? machine
            : new(Math.Min(machine.TotalBytes, most), Math.Clamp(most - (used ?? 0), 0, machine.AvailableBytes));

        long BytesOf(string name) => lines
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) << 10)
            .FirstOrDefault();
    }

    /// <summary>The number that a file holds; null where there is no such file, or it says "max".</summary>
    private static long? NumberIn(string path) =>
        File.Exists(path) && long.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var number) ? number : null;
}
