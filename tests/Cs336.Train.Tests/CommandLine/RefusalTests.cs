using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests;

/// <summary>A wrong command line ends in exit code 2 and one sentence that says what is wrong, and where.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("unknown command 'trian' of 'cs336'; did you mean 'train'?", "trian")]
    [InlineData("unknown command 'Train' of 'cs336'; did you mean 'train'?", "Train", "--data", "d")]
    [InlineData("unknown command 'eval' of 'cs336'; did you mean 'evaluate'?", "eval")]
    [InlineData("unknown command 'help' of 'cs336'; did you mean '--help'?", "help")]
    [InlineData("unknown option '--train' of 'cs336'; did you mean 'train'?", "--train")]
    [InlineData("unknown command 'xyzzy' of 'cs336'; 'cs336 --help' lists what there is.", "xyzzy")]
    [InlineData("unknown command 'encod' of 'cs336 tokenizer'; did you mean 'encode'?", "tokenizer", "encod")]
    [InlineData("unknown command '' of 'cs336 data'; 'cs336 data --help' lists what there is.", "data", "")]
    [InlineData("unknown option '--step' of 'cs336 train'; did you mean '--steps'?", "train", "--step", "5")]
    [InlineData("unknown option '--n_layers' of 'cs336 train'; did you mean '--n-layers'?", "train", "--n_layers=5")]
    [InlineData("unknown option '--vocab' of 'cs336 train'; did you mean '--vocab-size'?", "train", "--vocab", "5")]
    [InlineData("unknown option '-seed' of 'cs336 train'; did you mean '--seed'?", "train", "-seed", "5")]
    [InlineData("unknown option '--x y' of 'cs336 train'; 'cs336 train --help' lists what there is.", "train", "--x\ny")]
    [InlineData("unknown argument 'quiet' of 'cs336 train'; did you mean '--quiet'?", "train", "quiet")]
    [InlineData("unknown argument 'b' of 'cs336 train'; 'cs336 train --help' lists what there is.", "train", "--run", "a", "b")]
    public void An_unknown_word_is_named_and_the_nearest_known_one_suggested(string sentence, params string[] argv) =>
        Assert.Equal(sentence, Invocation.RefusalOf(argv));

    [Theory]
    [InlineData("'cs336 tokenizer train' needs options that were not given: '--vocab-size', '--out'.", "tokenizer", "train")]
    [InlineData("'cs336 tokenizer encode' needs options that were not given: '--out'.",
        "tokenizer", "encode", "--tokenizer", "t", "--input", "i")]
    [InlineData("'cs336 data synth' needs options that were not given: '--kind', '--out', '--megabytes'.", "data", "synth")]
    [InlineData("'cs336 evaluate' needs options that were not given: '--data'.", "evaluate", "--run", "r")]
    [InlineData("'cs336 evaluate' needs '--run' or '--checkpoint', found neither.", "evaluate", "--data", "d")]
    [InlineData("'cs336 account' needs '--preset' or '--config', found neither.", "account")]
    [InlineData("'cs336 generate' needs options that were not given: '--prompt'.", "generate", "--run", "r")]
    [InlineData("'cs336 generate' needs '--run' or '--checkpoint', found neither.", "generate", "--prompt", "p")]
    public void A_missing_option_is_named(string sentence, params string[] argv) =>
        Assert.Equal(sentence, Invocation.RefusalOf(argv));

    [Theory]
    [InlineData("'cs336 evaluate' takes either '--run' or '--checkpoint', found both.",
        "evaluate", "--data", "d", "--run", "r", "--checkpoint", "c")]
    [InlineData("'cs336 generate' takes either '--run' or '--checkpoint', found both.",
        "generate", "--prompt", "p", "--run", "r", "--checkpoint", "c")]
    [InlineData("'cs336 tokenizer train' needs '--input' or '--counts', found neither.",
        "tokenizer", "train", "--vocab-size", "300", "--out", "o")]
    [InlineData("'cs336 tokenizer train' takes either '--input' or '--counts', found both.",
        "tokenizer", "train", "--vocab-size", "300", "--out", "o", "--input", "i", "--counts", "c")]
    [InlineData("'cs336 tokenizer train' takes either '--special-token' or '--counts', found both.",
        "tokenizer", "train", "--vocab-size", "300", "--out", "o", "--special-token", "s", "--counts", "c")]
    [InlineData("'cs336 tokenizer count' takes either '--special-token' or '--no-special-tokens', found both.",
        "tokenizer", "count", "--input", "i", "--out", "o", "--no-special-tokens", "--special-token", "s")]
    [InlineData("'cs336 generate' takes either '--prompt' or '--prompts', found both.",
        "generate", "--prompt", "p", "--run", "r", "--prompts", "f")]
    [InlineData("'cs336 generate' takes either '--interactive' or '--prompts', found both.",
        "generate", "--interactive", "--run", "r", "--prompts", "f")]
    [InlineData("'cs336 generate' takes either '--interactive' or '--json', found both.", "generate", "--interactive", "--run", "r", "--json")]
    [InlineData("option '--prompt' of 'cs336 generate' is given twice, expected once at most.",
        "generate", "--prompt", "p", "--run", "r", "--prompt", "q")]
    [InlineData("'cs336 tokenizer train' takes either '--special-token' or '--no-special-tokens', found both.",
        "tokenizer", "train", "--input", "i", "--vocab-size", "300", "--out", "o", "--no-special-tokens", "--special-token", "s")]
    [InlineData("'cs336 account' takes either '--preset' or '--config', found both.", "account", "--preset", "owt", "--config", "c")]
    [InlineData("'cs336 account' takes either '--json' or '--markdown', found both.", "account", "--preset", "owt", "--json", "--markdown")]
    [InlineData("option '--data' of 'cs336 train' is given twice, expected once at most.", "train", "--data", "a", "--data=b")]
    [InlineData("option '--quiet' of 'cs336 quickstart' is given twice, expected once at most.", "quickstart", "--quiet", "--quiet")]
    public void Options_that_contradict_each_other_are_named(string sentence, params string[] argv) =>
        Assert.Equal(sentence, Invocation.RefusalOf(argv));

    [Theory]
    [InlineData("option '--data' of 'cs336 train' expects a value <FILE>, found none.", "train", "--data")]
    [InlineData("option '--input' of 'cs336 quickstart' expects a value <FILE>, found none.", "quickstart", "--input")]
    [InlineData("option '--input' of 'cs336 quickstart' expects a value <FILE>, found the option '--quiet'; "
        + "write '--input=--quiet' where that is meant as the value.", "quickstart", "--input", "--quiet")]
    [InlineData("option '--quiet' of 'cs336 quickstart' takes no value, found 'yes'.", "quickstart", "--quiet=yes")]
    [InlineData("option '--kind' expects 'stories' or 'web', found 'books'.",
        "data", "synth", "--kind", "books", "--out", "o", "--megabytes", "1")]
    [InlineData("option '--help' of 'cs336 train' takes no value, found 'steps'.", "train", "--help=steps")]
    public void A_value_that_is_missing_unwanted_or_unknown_is_named(string sentence, params string[] argv) =>
        Assert.Equal(sentence, Invocation.RefusalOf(argv));

    private static readonly string[] Words =
    [
        "quickstart", "tokenizer", "data", "train", "encode", "decode", "fetch", "tinystories", "synth", "evaluate", "generate", "report",
        "export", "--to", "writeup", "--mirror", "http://a", "--help", "-h", "--version",
        "--data", "--input", "--out", "--steps", "--quiet", "--run", "--prompt", "--tokenizer", "--kind", "stories", "--seed=1", "=",
        "--megabytes", "1", "0.5", "", "-", "--", "x",
    ];

    /// <summary>Command lines that are mostly nonsense, made of known and arbitrary words.</summary>
    private static Arbitrary<string[]> CommandLines()
    {
        var known = Gen.Elements(Words);
        var arbitrary = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get);
        return Gen.Frequency((4, known), (1, arbitrary)).ArrayOf().ToArbitrary();
    }

    [Property(Replay = "1,1", MaxTest = 500)]
    public Property A_command_line_runs_one_command_or_prints_help_or_is_refused_in_one_line() =>
        Prop.ForAll(CommandLines(), argv =>
        {
            var (exitCode, output, error, options) = Invocation.Of(argv);
            var lines = error.Split(Environment.NewLine);
            return exitCode switch
            {
                Invocation.CommandRan => options is not null && output == "" && error == "",
                0 => options is null && output.StartsWith("cs336", StringComparison.Ordinal) && error == "",
                2 when error == "" => options is null && output.StartsWith("cs336", StringComparison.Ordinal),
                2 => options is null && output == "" && lines is [not "", ""],
                _ => false,
            };
        });
}
