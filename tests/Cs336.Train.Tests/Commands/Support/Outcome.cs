using Cs336.Train.Commands;
using Cs336.Train.Startup;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>What came of one command: exit code, standard output, standard error.</summary>
public sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>
    /// Runs a command in this process. Tests that do so belong to <see cref="ConsoleCollection"/>: there is one console for all.
    /// </summary>
    /// <param name="words">The command line.</param>
    public static Outcome Of(IEnumerable<string> words)
    {
        var (consoleOutput, consoleError) = (Console.Out, Console.Error);
        using var output = new StringWriter();
        using var error = new StringWriter();
        Console.SetOut(output);
        Console.SetError(error);
        try
        {
            using var interruption = Interruption.Install();
            var exitCode = CommandLine.Run([.. words], new CommandTable(interruption), output, error);
            return new(exitCode, output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(consoleOutput);
            Console.SetError(consoleError);
        }
    }

    /// <summary>Standard output, if the command was done; fails the test with its complaint otherwise.</summary>
    public string Done()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}: {Error}");
        return Output;
    }

    /// <summary>The one sentence of complaint; fails the test where the exit code is another, or more or less was said.</summary>
    public string Refused(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"Expected exit code {exitCode}, found {ExitCode}: {Output}{Error}");
        Assert.EndsWith("\n", Error, StringComparison.Ordinal);
        var sentence = Error.TrimEnd('\r', '\n');
        Assert.DoesNotContain('\n', sentence);
        Assert.Matches("[.?]$", sentence);
        return sentence;
    }
}
