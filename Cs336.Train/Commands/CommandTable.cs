using System.Runtime.InteropServices;
using Cs336.Annotations;
using Cs336.Model;
using Cs336.Model.Training;
using Cs336.Tokenizer;
using Cs336.Train.Startup;
using Cs336.Train.Terminal;

namespace Cs336.Train.Commands;

/// <summary>Every command of <c>cs336</c>, and what becomes of their errors: one sentence and an exit code.</summary>
internal sealed class CommandTable(Interruption interruption) : ICommands
{
    private const int Done = 0;
    private const int WorldIsWrong = 1;
    private const int ConfigurationIsWrong = 2;

    public int Quickstart(QuickstartOptions options) => Run(() => QuickstartCommand.Run(options, interruption.Token));

    public int TokenizerTrain(TokenizerTrainOptions options) => Run(() => TokenizerTrainCommand.Run(options, interruption.Token));

    public int TokenizerCount(TokenizerCountOptions options) => Run(() => TokenizerCountCommand.Run(options, interruption.Token));

    public int TokenizerEncode(TokenizerEncodeOptions options) => Run(() => TokenizerEncodeCommand.Run(options, interruption.Token));

    public int TokenizerDecode(TokenizerDecodeOptions options) => Run(() => TokenizerDecodeCommand.Run(options, interruption.Token));

    public int DataFetch(DataFetchOptions options) => Run(() => DataFetchCommand.Run(options, interruption.Token));
    public int TokenizerInspect(TokenizerInspectOptions options) => Run(() => TokenizerInspectCommand.Run(options, interruption.Token));

    public int TokenizerConvert(TokenizerConvertOptions options) => Run(() => TokenizerConvertCommand.Run(options));

    public int DataSynth(DataSynthOptions options) => Run(() => DataSynthCommand.Run(options, interruption.Token));

    public int Train(TrainOptions options) => Run(() => TrainCommand.Run(options, interruption.Token));

    public int Evaluate(EvaluateOptions options) => Run(() => EvaluateCommand.Run(options, interruption.Token));

    public int Generate(GenerateOptions options) => Run(() => GenerateCommand.Run(options, interruption));

    public int Account(AccountOptions options) => Run(() => AccountCommand.Run(options));

    public int Doctor(DoctorOptions options) => Run(() => DoctorCommand.Run(options));

    public int Report(ReportOptions options) => Run(() => ReportCommand.Run(options));

    public int Export(ExportOptions options) => Run(() => ExportCommand.Run(options));

    public int ExperimentList(ExperimentListOptions options) => Run(() => ExperimentListCommand.Run(options));

    public int ExperimentRun(ExperimentRunOptions options) => Run(() => ExperimentRunCommand.Run(options, interruption.Token));

    public int Writeup(WriteupOptions options) => Run(() => WriteupCommand.Run(options));

    private int Run(Action command)
    {
        try
        {
            command();
            return Done;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return interruption.ExitCode;
        }
        catch (Exception error) when (ExitCodeOf(error) is { } code)
        {
            Console.Error.WriteLine(OneLine.Of(error));
            return code;
        }
    }

    private static int? ExitCodeOf(Exception error) => error switch
    {
        ConfigurationException => ConfigurationIsWrong,
        TokenizerException tokenizer => tokenizer.IsUsageError ? ConfigurationIsWrong : WorldIsWrong,
        IOException or UnauthorizedAccessException or InvalidDataException => WorldIsWrong,
        StateMismatchException or DivergenceException => WorldIsWrong,
        // What libtorch throws: a device out of memory, for example.
        ExternalException => WorldIsWrong,
        _ => null,
    };
}
