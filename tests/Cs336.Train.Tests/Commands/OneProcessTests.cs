using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>Two processes, one run.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class OneProcessTests(TinyRun tiny)
{
    [Fact]
    public void Second_process_on_a_run_is_refused_and_the_first_goes_on()
    {
        var run = tiny.New("run");
        var line = $"train --data {{tokens}} --run {{0}} {TinyRun.Sizes} --steps 100000 --eval-interval 100000 --checkpoint-interval 10";
        using var first = Cs336Process.Start(tiny.Words(line, run));
        first.WaitForLine("Cross-entropy");

        var sentence = tiny.Do("train --resume --run {0} --quiet", run).Refused(1);

        Assert.Equal($"{run}: another process is training this run; expected it to end first, or another --run.", sentence);
        first.Signal(Cs336Process.Interrupt);
        Assert.Equal(130, first.End().ExitCode);
        // Who held the lock has ended, in whatever way, so that the run is free again.
        using var next = Cs336Process.Start(tiny.Words("train --resume --run {0} --quiet", run));
        next.WaitForLine("Cross-entropy");
        next.Kill();
        next.End();
        using var last = Cs336Process.Start(tiny.Words("train --resume --run {0} --quiet", run));
        last.WaitForLine("Cross-entropy");
    }

    [Fact]
    public void Second_signal_ends_a_process_at_once()
    {
        var run = tiny.New("run");
        // One step of this takes far longer than the test.
        var line = $"train --data {{tokens}} --run {{0}} --threads 1 --quiet --d-model 512 --n-layers 12 --n-heads 8 --context-length 256 "
            + "--batch-size 512 --steps 2 --eval-interval 2 --eval-batches 1 --validation-fraction 0.2";
        using var process = Cs336Process.Start(tiny.Words(line, run));
        process.WaitForLine("Cross-entropy");
        process.Signal(Cs336Process.Terminate);
        // The process has to take notice of the first signal: two of a kind at once are one to the system.
        process.Signal(Cs336Process.Interrupt);
        process.Signal(Cs336Process.Terminate);
        var outcome = process.End();
        Assert.Contains(outcome.ExitCode, new[] { 130, 143 });
        Assert.Equal("", outcome.Output);
    }
}
