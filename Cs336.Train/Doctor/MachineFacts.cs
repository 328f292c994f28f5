using System.Runtime.InteropServices;

namespace Cs336.Train.Doctor;

/// <summary>The machine under it all.</summary>
/// <param name="System">The operating system.</param>
/// <param name="Architecture">Of the process.</param>
/// <param name="Runtime">.NET's version.</param>
/// <param name="Processor">Its processor.</param>
/// <param name="Memory">Its memory.</param>
/// <param name="Disk">Where a run would be written.</param>
internal sealed record MachineFacts(
    string System, string Architecture, string Runtime, ProcessorFacts Processor, MemoryFacts Memory, DiskFacts Disk)
{
    /// <summary>Looks at this one.</summary>
    public static MachineFacts OfThisMachine(string runDirectory) => new(
        RuntimeInformation.OSDescription,
        $"{RuntimeInformation.ProcessArchitecture}",
        RuntimeInformation.FrameworkDescription,
        ProcessorFacts.OfThisMachine(),
        MemoryFacts.OfThisMachine(),
        DiskFacts.Of(runDirectory));
}
