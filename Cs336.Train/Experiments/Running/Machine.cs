using System.Reflection;
using System.Runtime.InteropServices;
using Cs336.Train.Doctor;
using Cs336.Train.Reports;

namespace Cs336.Train.Experiments.Running;

/// <summary>What the log says of where a run was made.</summary>
internal static class Machine
{
    /// <summary>Processor, memory, operating system, runtime and device, in words.</summary>
    public static string Description(string device)
    {
        var processor = ProcessorFacts.OfThisMachine();
        var flags = string.Join(" ", processor.NotableFlags());
        var instructions = flags.Length == 0 ? "" : $" ({flags})";
        return $"{processor}{instructions}; {Quantity.Size(MemoryFacts.OfThisMachine().TotalBytes)} of memory; "
            + $"{RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; {device}";
    }

    /// <summary>The commit that this program was built from; null where the build did not know it.</summary>
    public static string? Commit =>
        typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, var commit]
            ? commit
            : null;
}
