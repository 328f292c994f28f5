using System.Globalization;
using System.Runtime.InteropServices;

namespace Cs336.Train.Doctor;

/// <summary>The processor, as far as this process may use it.</summary>
/// <param name="Model">Its name.</param>
/// <param name="LogicalCores">Threads that run at once.</param>
/// <param name="PhysicalCores">Cores that these threads share.</param>
/// <param name="Flags">What it can do, in Linux's words; empty on other systems.</param>
internal sealed record ProcessorFacts(string Model, int LogicalCores, int PhysicalCores, IReadOnlyList<string> Flags)
{
    private static readonly string[] FlagsThatMatter =
    [
        "sse4_2", "avx", "avx2", "fma", "f16c", "avx_vnni", "avx512f", "avx512bw", "avx512vl", "avx512_vnni", "avx512_bf16", "amx_tile",
        "amx_bf16", "asimd", "sve", "bf16", "i8mm",
    ];

    /// <summary>The flags that decide how fast libtorch is.</summary>
    public IEnumerable<string> NotableFlags() => FlagsThatMatter.Where(Flags.Contains);

    /// <summary>Looks at this machine's.</summary>
    public static ProcessorFacts OfThisMachine()
    {
        var cores = Environment.ProcessorCount;
        return OperatingSystem.IsLinux()
            ? OfLinux(File.ReadLines("/proc/cpuinfo"), cores)
            : new(Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? $"{RuntimeInformation.ProcessArchitecture}", cores, cores, []);
    }

    /// <summary>Reads Linux's description: a paragraph for each logical core.</summary>
    /// <param name="lines">The lines of <c>/proc/cpuinfo</c>.</param>
    /// <param name="usable">Logical cores that this process may use: fewer than there are where it is confined.</param>
    public static ProcessorFacts OfLinux(IEnumerable<string> lines, int usable)
    {
        var entries = lines.Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).Where(entry => entry.Length == 2).ToList();
        var model = All("model name").FirstOrDefault() ?? $"{RuntimeInformation.ProcessArchitecture}";
        var flags = All("flags").Concat(All("Features")).FirstOrDefault()?.Split(' ') ?? [];
        var physical = All("physical id").Zip(All("core id")).Distinct().Count();
        return new(model, usable, Math.Min(usable, physical == 0 ? usable : physical), flags);

        IEnumerable<string> All(string key) => entries.Where(entry => entry[0] == key).Select(entry => entry[1]);
    }

    /// <summary>Model and counts in words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Model}, {PhysicalCores} core{(PhysicalCores == 1 ? "" : "s")}, {LogicalCores} threads at once");
}
