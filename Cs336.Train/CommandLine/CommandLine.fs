namespace Cs336.Train

open System.IO
open System.Reflection
open Argu
open Cs336.Train.ArgumentReading

/// <summary>What <c>cs336</c> can do. Each member runs one command and returns the process's exit code: 0 done; 1 the world is wrong;
/// 2 the configuration is wrong; 130 or 143 interrupted after a clean checkpoint.</summary>
type ICommands =
    /// <summary>Runs <c>cs336 quickstart</c>.</summary>
    abstract Quickstart: options: QuickstartOptions -> int
    /// <summary>Runs <c>cs336 tokenizer train</c>.</summary>
    abstract TokenizerTrain: options: TokenizerTrainOptions -> int
    /// <summary>Runs <c>cs336 tokenizer count</c>.</summary>
    abstract TokenizerCount: options: TokenizerCountOptions -> int
    /// <summary>Runs <c>cs336 tokenizer encode</c>.</summary>
    abstract TokenizerEncode: options: TokenizerEncodeOptions -> int
    /// <summary>Runs <c>cs336 tokenizer decode</c>.</summary>
    abstract TokenizerDecode: options: TokenizerDecodeOptions -> int
    /// <summary>Runs <c>cs336 data fetch</c>.</summary>
    abstract DataFetch: options: DataFetchOptions -> int
    /// <summary>Runs <c>cs336 tokenizer inspect</c>.</summary>
    abstract TokenizerInspect: options: TokenizerInspectOptions -> int
    /// <summary>Runs <c>cs336 tokenizer convert</c>.</summary>
    abstract TokenizerConvert: options: TokenizerConvertOptions -> int
    /// <summary>Runs <c>cs336 data synth</c>.</summary>
    abstract DataSynth: options: DataSynthOptions -> int
    /// <summary>Runs <c>cs336 train</c>.</summary>
    abstract Train: options: TrainOptions -> int
    /// <summary>Runs <c>cs336 evaluate</c>.</summary>
    abstract Evaluate: options: EvaluateOptions -> int
    /// <summary>Runs <c>cs336 generate</c>.</summary>
    abstract Generate: options: GenerateOptions -> int
    /// <summary>Runs <c>cs336 account</c>.</summary>
    abstract Account: options: AccountOptions -> int
    /// <summary>Runs <c>cs336 doctor</c>.</summary>
    abstract Doctor: options: DoctorOptions -> int
    /// <summary>Runs <c>cs336 report</c>.</summary>
    abstract Report: options: ReportOptions -> int
    /// <summary>Runs <c>cs336 export</c>.</summary>
    abstract Export: options: ExportOptions -> int
    /// <summary>Runs <c>cs336 experiment list</c>.</summary>
    abstract ExperimentList: options: ExperimentListOptions -> int
    /// <summary>Runs <c>cs336 experiment run</c>.</summary>
    abstract ExperimentRun: options: ExperimentRunOptions -> int
    /// <summary>Runs <c>cs336 writeup</c>.</summary>
    abstract Writeup: options: WriteupOptions -> int

/// <summary>The command line of <c>cs336</c>.</summary>
[<AbstractClass; Sealed>]
type CommandLine private () =

    static let version () =
        let assembly = typeof<CommandLine>.Assembly
        let attribute = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        // What follows the plus sign is the commit.
        (nonNull attribute).InformationalVersion.Split('+')[0]

    static let runTokenizer (commands: ICommands) (results: ParseResults<TokenizerArguments>) =
        match results.GetSubCommand() with
        | TokenizerArguments.Train results -> TokenizerOptionReading.train results |> Result.map commands.TokenizerTrain
        | TokenizerArguments.Count results -> TokenizerOptionReading.count results |> Result.map commands.TokenizerCount
        | TokenizerArguments.Encode results -> TokenizerOptionReading.encode results |> Result.map commands.TokenizerEncode
        | TokenizerArguments.Decode results -> TokenizerOptionReading.decode results |> Result.map commands.TokenizerDecode
        | TokenizerArguments.Inspect results -> TokenizerOptionReading.inspect results |> Result.map commands.TokenizerInspect
        | TokenizerArguments.Convert results -> TokenizerOptionReading.convert results |> Result.map commands.TokenizerConvert

    static let runDataFetch (commands: ICommands) (results: ParseResults<DataFetchArguments>) =
        match results.GetSubCommand() with
        | DataFetchArguments.TinyStories results -> OptionReading.dataFetch "tinystories" results |> Result.map commands.DataFetch
        | DataFetchArguments.Owt results -> OptionReading.dataFetch "owt" results |> Result.map commands.DataFetch

    static let runData (commands: ICommands) (results: ParseResults<DataArguments>) =
        match results.GetSubCommand() with
        | DataArguments.Fetch results -> runDataFetch commands results
        | DataArguments.Synth results -> OptionReading.dataSynth results |> Result.map commands.DataSynth

    static let runExperiment (commands: ICommands) (results: ParseResults<ExperimentArguments>) =
        match results.GetSubCommand() with
        | ExperimentArguments.List results -> ExperimentOptionReading.list results |> Result.map commands.ExperimentList
        | ExperimentArguments.Run results -> ExperimentOptionReading.run results |> Result.map commands.ExperimentRun

    static let run (commands: ICommands) (output: TextWriter) (argument: RootArguments) =
        match argument with
        | RootArguments.Version ->
            output.WriteLine $"cs336 {version ()}"
            Ok 0
        | RootArguments.Quickstart results -> OptionReading.quickstart results |> Result.map commands.Quickstart
        | RootArguments.Tokenizer results -> runTokenizer commands results
        | RootArguments.Data results -> runData commands results
        | RootArguments.Train results -> TrainOptionReading.train results |> Result.map commands.Train
        | RootArguments.Evaluate results -> OptionReading.evaluate results |> Result.map commands.Evaluate
        | RootArguments.Account results -> SurveyOptionReading.account results |> Result.map commands.Account
        | RootArguments.Doctor results -> SurveyOptionReading.doctor results |> Result.map commands.Doctor
        | RootArguments.Report results -> ResultOptionReading.report results |> Result.map commands.Report
        | RootArguments.Export results -> ResultOptionReading.export results |> Result.map commands.Export
        | RootArguments.Experiment results -> runExperiment commands results
        | RootArguments.Writeup results -> ExperimentOptionReading.writeup results |> Result.map commands.Writeup
        | RootArguments.Generate results -> GenerateOptionReading.generate results |> Result.map commands.Generate

    /// <summary>Reads a command line and runs the command it names. Help and version go to <paramref name="output"/>; a mistake is
    /// one sentence on <paramref name="error"/>.</summary>
    /// <param name="argv">The words after the program's name.</param>
    /// <param name="commands">What to run.</param>
    /// <param name="output">Where help and version go.</param>
    /// <param name="error">Where a sentence about a mistake goes.</param>
    /// <returns>The command's exit code; 0 after help or version; 2 when the command line is wrong or names no command.</returns>
    static member Run(argv: string[], commands: ICommands, output: TextWriter, error: TextWriter) : int =
        let refuse (sentence: string) =
            error.WriteLine sentence
            2

        match ArgumentReading.read argv with
        | Error(HelpWanted level) ->
            output.Write(Levels.help level)
            0
        | Error(CommandMissing level) ->
            output.Write(Levels.help level)
            2
        | Error(Mistake sentence) -> refuse sentence
        | Ok results ->
            match run commands output (List.head (results.GetAllResults())) with
            | Ok exitCode -> exitCode
            | Error sentence -> refuse sentence
