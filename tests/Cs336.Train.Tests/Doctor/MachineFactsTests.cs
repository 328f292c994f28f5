using Cs336.Train.Doctor;
using Xunit;

namespace Cs336.Train.Tests.Doctor;

public sealed class MachineFactsTests
{
    private static IEnumerable<string> Cores(params (int Package, int Core)[] cores) => cores.SelectMany((core, i) => (string[])
    [
        $"processor\t: {i}", "model name\t: Test CPU @ 3.00GHz", $"physical id\t: {core.Package}", $"core id\t\t: {core.Core}",
        "flags\t\t: fpu sse4_2 avx2 avx512_bf16", "bogomips\t: 5192.24", "",
    ]);

    [Fact]
    public void Two_threads_of_a_core_are_one_core()
    {
        var processor = ProcessorFacts.OfLinux(Cores((0, 0), (0, 0), (0, 1), (0, 1), (1, 0), (1, 0)), usable: 6);

        Assert.Equal(("Test CPU @ 3.00GHz", 6, 3), (processor.Model, processor.LogicalCores, processor.PhysicalCores));
        Assert.Equal(["fpu", "sse4_2", "avx2", "avx512_bf16"], processor.Flags);
        Assert.Equal(["sse4_2", "avx2", "avx512_bf16"], processor.NotableFlags());
    }

    [Fact]
    public void A_confined_process_has_no_more_cores_than_it_may_use()
    {
        var processor = ProcessorFacts.OfLinux(Cores((0, 0), (0, 1), (0, 2), (0, 3)), usable: 2);

        Assert.Equal((2, 2), (processor.LogicalCores, processor.PhysicalCores));
    }

    [Fact]
    public void A_processor_that_says_less_is_taken_as_it_is()
    {
        var arm = ProcessorFacts.OfLinux(["processor\t: 0", "Features\t: fp asimd bf16", "processor\t: 1", "Features\t: fp asimd bf16"], usable: 2);

        Assert.Equal((2, 2), (arm.LogicalCores, arm.PhysicalCores));
        Assert.Equal(["asimd", "bf16"], arm.NotableFlags());
        Assert.NotEmpty(arm.Model);
    }

    [Theory]
    [InlineData(null, null, 8_192_000, 4_096_000)]
    [InlineData(2_048_000L, 1_024_000L, 2_048_000, 1_024_000)]
    [InlineData(2_048_000L, 4_096_000L, 2_048_000, 0)]
    [InlineData(2_048_000L, null, 2_048_000, 2_048_000)]
    [InlineData(9_000_000L, 0L, 8_192_000, 4_096_000)]
    public void Memory_is_what_the_machine_has_and_the_control_group_allows(long? limit, long? used, long total, long available) => Assert.Equal(
        new MemoryFacts(total, available),
        MemoryFacts.OfLinux(["MemTotal:        8000 kB", "MemFree:         1000 kB", "MemAvailable:    4000 kB"], limit, used));

    [Fact]
    public void This_machine_has_a_processor_memory_and_a_disk()
    {
        var machine = MachineFacts.OfThisMachine(Path.GetTempPath());

        Assert.Equal(Environment.ProcessorCount, machine.Processor.LogicalCores);
        Assert.InRange(machine.Processor.PhysicalCores, 1, machine.Processor.LogicalCores);
        Assert.InRange(machine.Memory.AvailableBytes, 1, machine.Memory.TotalBytes);
        Assert.True(machine.Disk.FreeBytes > 0);
    }

    [Fact]
    public void A_directory_that_can_be_written_is_left_as_it_was()
    {
        using var folder = new Commands.TemporaryFolder();
        var existing = folder.In("here");
        Directory.CreateDirectory(existing);

        Assert.Null(DiskFacts.Of(existing).WriteError);
        Assert.Equal(existing, DiskFacts.Of(Path.Combine(existing, "runs", "first")).Directory);

        Assert.Empty(Directory.EnumerateFileSystemEntries(existing));
    }

    [Fact]
    public void A_file_is_no_directory_to_write_in()
    {
        using var folder = new Commands.TemporaryFolder();
        var file = folder.In("file");
        File.WriteAllText(file, "");

        Assert.Equal($"{file}: expected a directory; found a file.", DiskFacts.Of(Path.Combine(file, "run")).WriteError);
    }
}
