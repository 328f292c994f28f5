/// The options of `cs336 train`, from Argu's union to the public record.
module internal Cs336.Train.TrainOptionReading

open System
open Argu
open Cs336.Train.OptionReading
open Cs336.Train.Values

/// What the options mean together.
let private checkTogether (options: TrainOptions) =
    let command = "cs336 train"

    if isNull options.Data && not options.Resume then
        Error(Sentences.eitherMissing "--data" "--resume" command)
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
        | TrainArguments.Data text -> assign nonEmpty text (fun value -> { options with Data = value })
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
        | TrainArguments.Quiet -> Ok { options with Quiet = true }
        | TrainArguments.Trace_Shapes -> Ok { options with TraceShapes = true }
        | TrainArguments.Steps text -> assignNullable count text (fun value -> { options with Steps = value })
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
        | TrainArguments.Learning_Rate text -> assignNullable nonNegative text (fun value -> { options with LearningRate = value })
        | TrainArguments.Min_Learning_Rate text -> assignNullable nonNegative text (fun value -> { options with MinLearningRate = value })
        | TrainArguments.Warmup_Steps text -> assignNullable (integerFrom 0) text (fun value -> { options with WarmupSteps = value })
        | TrainArguments.Weight_Decay text -> assignNullable nonNegative text (fun value -> { options with WeightDecay = value })
        | TrainArguments.Beta1 text -> assignNullable decay text (fun value -> { options with Beta1 = value })
        | TrainArguments.Beta2 text -> assignNullable decay text (fun value -> { options with Beta2 = value })
        | TrainArguments.Epsilon text -> assignNullable positive text (fun value -> { options with Epsilon = value })
        | TrainArguments.Clip text -> assignNullable positive text (fun value -> { options with Clip = value })
        | TrainArguments.On_Nonfinite text -> assign nonEmpty text (fun value -> { options with OnNonFinite = value })
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
        | TrainArguments.Seed text -> assignNullable seed text (fun value -> { options with Seed = value })
        | TrainArguments.Device text -> assign nonEmpty text (fun value -> { options with Device = value })
        | TrainArguments.Dtype text -> assign nonEmpty text (fun value -> { options with DType = value })
        | TrainArguments.Tf32 -> Ok { options with Tf32 = Nullable true }
        | TrainArguments.Threads text -> assignNullable count text (fun value -> { options with Threads = value })

    results |> readInto TrainOptions.Default apply |> Result.bind checkTogether
