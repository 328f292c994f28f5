using Cs336.Model.State;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>A disk that fails while a run writes to it: one sentence, and the run goes on as if nothing had happened.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class DiskFaultTests(TinyRun tiny)
{
    private const string Train = $"train --data {{tokens}} --run {{0}} {TinyRun.Options} --sinks csv --checkpoint-interval 1";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_whose_disk_fails_anywhere_can_be_resumed_to_the_same_end(bool machineStops)
    {
        var whole = tiny.New("run");
        tiny.Do(Train, whole).Done();
        // Every seventh change, from another one on each time the test runs through, so that all kinds are met.
        var failures = 0;
        for (var fails = machineStops ? 0 : 3; ; fails += 7)
        {
            var run = tiny.New("run");
            var disk = new FailingDisk(fails, machineStops);
            Outcome outcome;
            using (Disk.Intercept(disk.Before))
                outcome = tiny.Do(Train, run);
            if (!disk.HasFailed)
                break;
            failures++;
            Assert.Contains("No space left on device", outcome.Refused(1), StringComparison.Ordinal);

            // Without a configuration there is no run yet.
            var begun = File.Exists(Path.Combine(run, "config.json"));
            tiny.Do(begun ? "train --resume --run {0} --quiet" : Train, run).Done();

            SameRun.Assert(whole, run);
        }
        Assert.InRange(failures, 15, 200);
    }

    [SkippableFact]
    public void Full_disk_ends_a_run_with_a_sentence_and_loses_nothing()
    {
        var (whole, mount) = (tiny.New("run"), Directory.CreateDirectory(tiny.New("mount")).FullName);
        tiny.Do(Train, whole).Done();
        var copy = tiny.New("run");
        // A run needs about 185 kB for each of its checkpoints; the ballast leaves room for some of them only.
        var script = $$"""
            mount -t tmpfs -o size=1100k tmpfs "$MOUNT" || exit 99
            head -c 650000 /dev/zero > "$MOUNT/ballast"
            $CS336 {{string.Join(' ', tiny.Words(Train, "$MOUNT/run"))}}; echo "train $?"
            $CS336 evaluate --run "$MOUNT/run" --data "{{tiny.Tokens}}" --threads 1 --quiet; echo "evaluate $?"
            rm "$MOUNT/ballast"
            $CS336 train --resume --run "$MOUNT/run" --quiet; echo "resume $?"
            cp -r "$MOUNT/run" "{{copy}}"
            """;
        var outcome = Cs336Process.RunScript(["unshare", "--mount", "bash", "-c", script], ("MOUNT", mount));
        Skip.If(outcome.ExitCode is 1 or 99 && !outcome.Output.Contains("train", StringComparison.Ordinal), "This user may not mount.");

        Assert.Contains("train 1\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("evaluate 0\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("resume 0\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("No space left on device", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
        SameRun.Assert(whole, copy);
    }

    [SkippableFact]
    public void File_that_may_grow_no_further_ends_a_run_with_a_sentence()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The limit is set by a shell of Linux.");
        var (whole, run) = (tiny.New("run"), tiny.New("run"));
        tiny.Do(Train, whole).Done();
        var line = string.Join(' ', tiny.Words(Train, run));

        // In blocks of 1,024 bytes: a configuration fits, a model does not.
        // With that setting .NET needs a file of its own to start.
        var outcome = Cs336Process.RunScript(
            ["bash", "-c", $"trap '' XFSZ; ulimit -f 8; exec $CS336 {line}"], ("DOTNET_EnableWriteXorExecute", "0"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        tiny.Do("train --resume --run {0} --quiet", run).Done();
        SameRun.Assert(whole, run);
    }

    [SkippableFact]
    public void Directory_that_cannot_be_written_is_refused_with_its_name()
    {
        var mount = Directory.CreateDirectory(tiny.New("mount")).FullName;
        var line = string.Join(' ', tiny.Words(Train, "$MOUNT/run"));
        var outcome = Cs336Process.RunScript(
            ["unshare", "--mount", "bash", "-c", $"mount -t tmpfs -o ro tmpfs \"$MOUNT\" || exit 99; $CS336 {line}; echo \"train $?\""],
            ("MOUNT", mount));
        Skip.If(!outcome.Output.Contains("train", StringComparison.Ordinal), "This user may not mount.");

        Assert.Contains("train 1\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(mount, Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_vanished_are_named_and_the_run_goes_on_when_they_are_back()
    {
        var (data, run) = (tiny.CopyOfTokens(), tiny.New("run"));
        var line = Train.Replace("{tokens}", data, StringComparison.Ordinal);
        tiny.Do(line.Replace("--steps 6", "--steps 3", StringComparison.Ordinal), run).Done();
        File.Move(data, data + ".away");

        var sentence = tiny.Do("train --resume --run {0} --quiet", run).Refused(1);

        Assert.StartsWith($"{data}: there is no such file", sentence, StringComparison.Ordinal);
        File.Move(data + ".away", data);
        tiny.Do("train --resume --run {0} --quiet", run).Done();
    }
}
