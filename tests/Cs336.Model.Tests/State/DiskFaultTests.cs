using Cs336.Model.State;
using Cs336.Model.Tests.Support;
using Xunit;

namespace Cs336.Model.Tests.State;

/// <summary>Every change that saving makes on the disk, made to fail, one after the other.</summary>
public sealed class DiskFaultTests
{
    public static TheoryData<bool, bool> Cases => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Saving_that_fails_anywhere_leaves_whole_checkpoints_only_and_none_is_lost(bool machineStops, bool replaces)
    {
        using var earlier = new TrainedModel(seed: 1);
        using var later = new TrainedModel(seed: 2, steps: 3);
        var name = replaces ? "step-1" : "step-2";
        var failures = 0;
        for (var fails = 0; ; fails++)
        {
            using var folder = new TemporaryFolder();
            Save(folder["step-1"], earlier, 1);

            var error = Record.Exception(() => Save(folder[name], later, 2, new FailingDisk(fails, machineStops)));

            if (error is null)
            {
                // All changes were tried, and no more was needed.
                AssertHolds(folder[name], later, 2);
                break;
            }
            failures++;
            Assert.IsType<IOException>(error);
            if (!replaces)
                AssertHolds(folder["step-1"], earlier, 1);
            if (Directory.Exists(folder[name]))
                AssertHoldsOneOf(folder[name], earlier, later);
            else
                Assert.False(replaces, $"change {fails}: there is no checkpoint at all.");
            if (!machineStops)
                Assert.Equal(Directory.Exists(folder[name]) && !replaces ? ["step-1", "step-2"] : ["step-1"], folder.Names().Where(n => !n.EndsWith(".tmp", StringComparison.Ordinal)));
        }
        Assert.InRange(failures, 15, 1_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_cannot_be_written_stays_what_it_was(bool machineStops)
    {
        for (var fails = 0; ; fails++)
        {
            using var folder = new TemporaryFolder();
            AtomicFile.Write(folder["f"], "before"u8.ToArray());
            using var _ = Disk.Intercept(new FailingDisk(fails, machineStops).Before);
            var error = Record.Exception(() => AtomicFile.Write(folder["f"], "after"u8.ToArray()));
            Assert.Equal(error is null ? "after" : "before", File.ReadAllText(folder["f"]));
            if (error is null)
                return;
        }
    }

    private static void Save(string directory, TrainedModel trained, long step, FailingDisk? disk = null)
    {
        using var _ = disk is null ? null : Disk.Intercept(disk.Before);
        Checkpoint.Save(directory, trained.Model, trained.Optimizer, TrainedModel.StateAt(step));
    }

    private static void AssertHoldsOneOf(string directory, TrainedModel earlier, TrainedModel later)
    {
        var step = Checkpoint.ReadState(directory).Step;
        AssertHolds(directory, step == 1 ? earlier : later, step);
    }

    private static void AssertHolds(string directory, TrainedModel trained, long step)
    {
        using var loaded = new TrainedModel(seed: 9);
        Assert.Equal(step, Checkpoint.ReadState(directory).Step);
        Checkpoint.LoadModel(directory, loaded.Model);
        Checkpoint.LoadOptimizer(directory, loaded.Model, loaded.Optimizer);
        loaded.AssertIs(trained.Everything());
    }

    /// <summary>Answers one change with an error, and where the machine stops, every later one too: nothing is tidied up then.</summary>
    private sealed class FailingDisk(int fails, bool machineStops)
    {
        private int changes;

        public void Before(DiskChange change, string path)
        {
            var number = changes++;
            if (number == fails || (machineStops && number > fails))
                throw new IOException($"No space left on device: {change} of {path}.");
        }
    }
}
