using Xunit;

namespace Cs336.Train.Tests.Commands;

[Collection(ConsoleCollection.Name)]
public sealed class InteractiveTests(TinyRun tiny)
{
    private const string Interactive = "generate --run {run} --threads 1 --interactive --max-tokens 8";

    [Fact]
    public void Each_prompt_is_continued_with_the_next_seed_and_settings_hold_until_changed()
    {
        var (output, error) = Converse("Once\n/retry\n/seed 1\n/temperature 0\nThe\n/settings\n/quit\nnever read\n");
        string Alone(string options) => tiny.Do($"generate --run {{run}} --threads 1 --max-tokens 8 {options}").Done();

        Assert.Equal(Alone("--prompt Once --seed 1") + Alone("--prompt Once --seed 2") + Alone("--prompt The --temperature 0"), output);
        Assert.Contains("/temperature 0 /top-k all /top-p 0.95", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/top-p 2", "top-p must be above 0 and at most 1; found 2.")]
    [InlineData("/temperature hot", "/temperature: expected a number; found 'hot'.")]
    [InlineData("/seed 1.5", "/seed: expected an integer; found '1.5'.")]
    [InlineData("/nonsense", "'/nonsense' is nothing known here.")]
    [InlineData("/retry", "/retry: there has been no prompt yet.")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", "context holds 16")]
    public void A_mistake_is_said_and_the_next_line_is_read(string line, string said)
    {
        var (output, error) = Converse($"{line}\nOnce");
        Assert.Equal(tiny.Do("generate --run {run} --threads 1 --max-tokens 8 --prompt Once").Done(), output);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Ctrl_C_stops_the_continuation_only_and_at_a_prompt_the_program()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent through libc.");
        var line = "generate --run {run} --threads 1 --interactive --on-overflow slide --max-tokens 1000000000 --min-tokens 1000000000 --explain";
        using var process = Cs336Process.Start(tiny.Words(line), input: null);
        process.Type("Once");
        process.WaitForLine("   9.");
        process.Signal(Cs336Process.Interrupt);
        process.Type("/max-tokens 3");
        process.Type("/quit");
        Assert.Equal(0, process.End().ExitCode);

        using var waiting = Cs336Process.Start(tiny.Words("generate --run {run} --threads 1 --interactive --explain --max-tokens 1"), input: null);
        // The answer to a mistake comes when no continuation is under way any more.
        waiting.Type("Once");
        waiting.WaitForLine("   1.");
        waiting.Type("/nonsense");
        waiting.WaitForError("'/nonsense' is nothing known here.", feed: []);
        waiting.Signal(Cs336Process.Interrupt);
        Assert.Equal(130, waiting.End().ExitCode);
    }

    private (string Output, string Error) Converse(string typed)
    {
        var before = Console.In;
        Console.SetIn(new StringReader(typed));
        try
        {
            var outcome = tiny.Do(Interactive);
            return (outcome.Done(), outcome.Error);
        }
        finally
        {
            Console.SetIn(before);
        }
    }
}
