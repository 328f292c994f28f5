using Xunit;

namespace Cs336.Train.Tests;

/// <summary>Help and version: on the output, for every level, with exit code 0 where they were asked for.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Levels =>
    [
        "", "quickstart", "tokenizer", "tokenizer train", "tokenizer encode", "tokenizer decode", "data", "data fetch",
        "data fetch tinystories", "data fetch owt", "data synth", "train", "evaluate", "generate", "report", "export", "account", "doctor",
        "tokenizer count", "tokenizer inspect", "tokenizer convert", "experiment", "experiment list", "experiment run", "writeup",
    ];

    private static string[] Split(string level) => level.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [Theory]
    [MemberData(nameof(Levels))]
    public void Every_level_explains_itself(string level)
    {
        var name = $"cs336 {level}".TrimEnd();
        var help = Invocation.Of([.. Split(level), "--help"]);
        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Null(help.Options);
        Assert.StartsWith($"{name}: ", help.Output);
        Assert.Contains($"USAGE: {name} [--help]", help.Output);
        Assert.Equal(help, Invocation.Of([.. Split(level), "-h"]));
        Assert.All(help.Output.Split(Environment.NewLine), line => Assert.InRange(line.Length, 0, 120));
    }

    [Theory]
    [InlineData("", "quickstart", "tokenizer", "data", "train", "evaluate", "generate", "report", "export", "account", "doctor", "experiment", "writeup", "--version", "--help, -h")]
    [InlineData("data", "fetch", "synth")]
    [InlineData("data fetch", "tinystories", "owt")]
    [InlineData("report", "<RUN>...", "--out <DIR>")]
    [InlineData("tokenizer", "train", "count", "encode", "decode", "inspect", "convert")]
    [InlineData("generate", "--run <DIR>", "--checkpoint <DIR>", "--prompt <TEXT>", "--max-tokens <N>", "--seed <S>")]
    [InlineData("tokenizer train", "--input [<FILE>...]", "--vocab-size <N>", "--special-token <S>", "--no-special-tokens")]
    public void A_level_lists_what_it_knows(string level, params string[] known)
    {
        var lines = Invocation.Of([.. Split(level), "--help"]).Output.Split(Environment.NewLine);
        Assert.All(known, word => Assert.Contains(lines, line => line.StartsWith($"    {word} ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void An_example_is_a_command_line_that_works(string level)
    {
        var lines = Invocation.Of([.. Split(level), "--help"]).Output.Split(Environment.NewLine);
        var heading = Array.IndexOf(lines, "EXAMPLE:");
        if (heading < 0)
        {
            Assert.Contains("SUBCOMMANDS:", lines);
            return;
        }

        var words = lines[heading + 2].Trim().Replace("\"Once upon a time\"", "Once").Replace("\"", "").Split(' ');
        Assert.Equal("cs336", words[0]);
        Assert.Equal(Invocation.CommandRan, Invocation.Of(words[1..]).ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tokenizer")]
    [InlineData("data")]
    [InlineData("data fetch")]
    public void Where_a_command_is_missing_help_is_printed_with_exit_code_2(string level)
    {
        var bare = Invocation.Of(Split(level));
        Assert.Equal(2, bare.ExitCode);
        Assert.Equal(Invocation.Of([.. Split(level), "--help"]) with { ExitCode = 2 }, bare);
    }

    [Fact]
    public void A_group_points_to_the_help_of_its_own_commands() =>
        Assert.Contains("Use 'cs336 tokenizer <subcommand> --help'", Invocation.Of("tokenizer", "--help").Output);

    [Fact]
    public void Help_comes_before_complaints_about_what_is_missing() =>
        Assert.Equal(0, Invocation.Of("tokenizer", "train", "--vocab-size", "many", "--help").ExitCode);

    [Fact]
    public void The_version_is_that_of_the_assembly()
    {
        var version = Invocation.Of("--version");
        Assert.Equal((0, ""), (version.ExitCode, version.Error));
        Assert.Equal($"cs336 {typeof(CommandLine).Assembly.GetName().Version!.ToString(3)}{Environment.NewLine}", version.Output);
    }
}
