using System.Globalization;

namespace Cs336.Benchmarks;

/// <summary>What Linux says of this process's memory.</summary>
internal static class ResidentMemory
{
    /// <summary>A line of <c>/proc/self/status</c>, such as <c>VmRSS</c> or <c>RssAnon</c>, in MB of 2²⁰ bytes.</summary>
    public static double Megabytes(string key)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(key + ":", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
