/// The options of `cs336 train`, from Argu's union to the public record.
module internal Cs336.Train.TrainOptionReading

open System
open Argu
open Cs336.Train.OptionReading
open Cs336.Train.Values

/// What the options mean together.
let private checkTogether (options: TrainOptions) =
    let command = "cs336 train"

    let nothingToTrainOn =
        options.Data.Count = 0
        && not options.Resume
        && isNull options.Config
        && not options.PrintConfig

    if nothingToTrainOn then
        Error(Sentences.eitherMissing "--data" "--resume" command)
    elif options.Steps.HasValue && options.Tokens.HasValue then
        Error(Sentences.exclusive "--steps" "--tokens" command)
    elif options.Resume && not (isNull options.Config) then
        Error(Sentences.exclusive "--resume" "--config" command)
    elif options.Extend && not options.Resume then
        Error $"'{command}' takes '--extend' only with '--resume', found no '--resume'."
    elif not (isNull options.Tokenizer) && options.VocabSize.HasValue then
        Error(Sentences.exclusive "--tokenizer" "--vocab-size" command)
    elif not (isNull options.Validation) && options.ValidationFraction.HasValue then
        Error(Sentences.exclusive "--validation" "--validation-fraction" command)
    else
        Ok options

let train (results: ParseResults<TrainArguments>) : Result<TrainOptions, string> =
    let apply (options: TrainOptions) argument =
        match argument with
        | TrainArguments.Preset text -> assign nonEmpty text (fun value -> { options with Preset = value })
        | TrainArguments.Config text -> assign nonEmpty text (fun value -> { options with Config = value })
        | TrainArguments.Print_Config -> Ok { options with PrintConfig = true }
        | TrainArguments.Data texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Data = List.toArray values
            })
        | TrainArguments.Bin_Dtype text -> assign nonEmpty text (fun value -> { options with BinDType = value })
        | TrainArguments.Verify_Data -> Ok { options with VerifyData = true }
        | TrainArguments.Validation text -> assign nonEmpty text (fun value -> { options with Validation = value })
        | TrainArguments.Validation_Fraction text ->
            assignNullable properFraction text (fun value -> {
                options with
                    ValidationFraction = value
            })
        | TrainArguments.Tokenizer text -> assign nonEmpty text (fun value -> { options with Tokenizer = value })
        | TrainArguments.Vocab_Size text -> assignNullable count text (fun value -> { options with VocabSize = value })
        | TrainArguments.Run text -> assign nonEmpty text (fun value -> { options with Run = value })
        | TrainArguments.Resume -> Ok { options with Resume = true }
        | TrainArguments.Extend -> Ok { options with Extend = true }
        | TrainArguments.Quiet -> Ok { options with Quiet = true }
        | TrainArguments.Trace_Shapes -> Ok { options with TraceShapes = true }
        | TrainArguments.Steps text -> assignNullable count text (fun value -> { options with Steps = value })
        | TrainArguments.Tokens text -> assignNullable longCount text (fun value -> { options with Tokens = value })
        | TrainArguments.Batch_Size text -> assignNullable count text (fun value -> { options with BatchSize = value })
        | TrainArguments.Micro_Batch text ->
            assign countOrAuto text (fun value -> {
                options with
                    MicroBatch = value
                    AutoMicroBatch = Nullable(not value.HasValue)
            })
        | TrainArguments.Context_Length text -> assignNullable count text (fun value -> { options with ContextLength = value })
        | TrainArguments.D_Model text -> assignNullable count text (fun value -> { options with DModel = value })
        | TrainArguments.N_Layers text -> assignNullable count text (fun value -> { options with NLayers = value })
        | TrainArguments.N_Heads text -> assignNullable count text (fun value -> { options with NHeads = value })
        | TrainArguments.D_Ff text -> assignNullable count text (fun value -> { options with DFf = value })
        | TrainArguments.Norm text -> assign nonEmpty text (fun value -> { options with Norm = value })
        | TrainArguments.Positions text -> assign nonEmpty text (fun value -> { options with Positions = value })
        | TrainArguments.Feed_Forward text -> assign nonEmpty text (fun value -> { options with FeedForward = value })
        | TrainArguments.Tied_Head ->
            Ok {
                options with
                    TiedHead = Nullable true
            }
        | TrainArguments.Rope_Theta text -> assignNullable positive text (fun value -> { options with RopeTheta = value })
        | TrainArguments.Norm_Epsilon text -> assignNullable positive text (fun value -> { options with NormEpsilon = value })
        | TrainArguments.Learning_Rate text -> assignNullable nonNegative text (fun value -> { options with LearningRate = value })
        | TrainArguments.Min_Learning_Rate text -> assignNullable nonNegative text (fun value -> { options with MinLearningRate = value })
        | TrainArguments.Warmup_Steps text -> assignNullable (integerFrom 0) text (fun value -> { options with WarmupSteps = value })
        | TrainArguments.Cosine_Steps text -> assignNullable count text (fun value -> { options with CosineSteps = value })
        | TrainArguments.Weight_Decay text -> assignNullable nonNegative text (fun value -> { options with WeightDecay = value })
        | TrainArguments.Beta1 text -> assignNullable decay text (fun value -> { options with Beta1 = value })
        | TrainArguments.Beta2 text -> assignNullable decay text (fun value -> { options with Beta2 = value })
        | TrainArguments.Epsilon text -> assignNullable positive text (fun value -> { options with Epsilon = value })
        | TrainArguments.Clip text -> assignNullable positive text (fun value -> { options with Clip = value })
        | TrainArguments.On_Nonfinite text -> assign nonEmpty text (fun value -> { options with OnNonFinite = value })
        | TrainArguments.Sampling text -> assign nonEmpty text (fun value -> { options with Sampling = value })
        | TrainArguments.Overfit_One_Batch ->
            Ok {
                options with
                    OverfitOneBatch = Nullable true
            }
        | TrainArguments.Eval_Interval text -> assignNullable count text (fun value -> { options with EvalInterval = value })
        | TrainArguments.Eval_Batches text -> assignNullable count text (fun value -> { options with EvalBatches = value })
        | TrainArguments.Checkpoint_Interval text ->
            assignNullable count text (fun value -> {
                options with
                    CheckpointInterval = value
            })
        | TrainArguments.Keep_Checkpoints text -> assignNullable count text (fun value -> { options with KeepCheckpoints = value })
        | TrainArguments.Sinks texts ->
            assign nonEmptyAll texts (fun values -> {
                options with
                    Sinks = List.toArray values
            })
        | TrainArguments.Sample_Tokens text -> assignNullable (integerFrom 0) text (fun value -> { options with SampleTokens = value })
        | TrainArguments.Log_Norms ->
            Ok {
                options with
                    LogNorms = Nullable true
            }
        | TrainArguments.Seed text -> assignNullable seed text (fun value -> { options with Seed = value })
        | TrainArguments.Device text -> assign nonEmpty text (fun value -> { options with Device = value })
        | TrainArguments.Dtype text -> assign nonEmpty text (fun value -> { options with DType = value })
        | TrainArguments.Tf32 -> Ok { options with Tf32 = Nullable true }
        | TrainArguments.Threads text -> assignNullable threads text (fun value -> { options with Threads = value })

    results |> readInto TrainOptions.Default apply |> Result.bind checkTogether
