using Xunit;

namespace Cs336.Train.Tests;

/// <summary>What came of one command line: exit code, what was printed, and the options of the command that ran, if one did.</summary>
internal sealed record Invocation(int ExitCode, string Output, string Error, object? Options)
{
    /// <summary>The exit code of every command here; none that the parser itself returns.</summary>
    public const int CommandRan = 77;

    public static Invocation Of(params string[] argv)
    {
        var commands = new RecordingCommands();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = CommandLine.Run(argv, commands, output, error);
        return new Invocation(exitCode, output.ToString(), error.ToString(), commands.Options);
    }

    /// <summary>The options that the command got; fails the test where the command line was refused.</summary>
    public static TOptions OptionsOf<TOptions>(params string[] argv)
    {
        var invocation = Of(argv);
        Assert.Equal("", invocation.Error);
        Assert.Equal("", invocation.Output);
        Assert.Equal(CommandRan, invocation.ExitCode);
        return Assert.IsType<TOptions>(invocation.Options);
    }

    /// <summary>The one sentence with which the command line was refused; fails the test where it was not.</summary>
    public static string RefusalOf(params string[] argv)
    {
        var invocation = Of(argv);
        Assert.Equal(2, invocation.ExitCode);
        Assert.Equal("", invocation.Output);
        Assert.Null(invocation.Options);
        Assert.EndsWith(Environment.NewLine, invocation.Error, StringComparison.Ordinal);
        var sentence = invocation.Error[..^Environment.NewLine.Length];
        Assert.DoesNotContain('\n', sentence);
        Assert.Matches("[.?]$", sentence);
        return sentence;
    }

    private sealed class RecordingCommands : ICommands
    {
        public object? Options { get; private set; }

        public int Quickstart(QuickstartOptions options) => Record(options);

        public int TokenizerTrain(TokenizerTrainOptions options) => Record(options);

        public int TokenizerCount(TokenizerCountOptions options) => Record(options);

        public int TokenizerInspect(TokenizerInspectOptions options) => Record(options);

        public int TokenizerConvert(TokenizerConvertOptions options) => Record(options);

        public int TokenizerEncode(TokenizerEncodeOptions options) => Record(options);

        public int TokenizerDecode(TokenizerDecodeOptions options) => Record(options);

        public int DataFetch(DataFetchOptions options) => Record(options);

        public int DataSynth(DataSynthOptions options) => Record(options);

        public int Train(TrainOptions options) => Record(options);

        public int Evaluate(EvaluateOptions options) => Record(options);

        public int Generate(GenerateOptions options) => Record(options);

        public int Account(AccountOptions options) => Record(options);

        public int Doctor(DoctorOptions options) => Record(options);
        public int Report(ReportOptions options) => Record(options);

        public int Export(ExportOptions options) => Record(options);

        public int ExperimentList(ExperimentListOptions options) => Record(options);

        public int ExperimentRun(ExperimentRunOptions options) => Record(options);

        public int Writeup(WriteupOptions options) => Record(options);

        private int Record(object options)
        {
            Assert.Null(Options);
            Options = options;
            return CommandRan;
        }
    }
}
