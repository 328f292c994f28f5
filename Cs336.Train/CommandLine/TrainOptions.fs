namespace Cs336.Train

open System
open System.Collections.Generic

/// <summary>
/// Options of <c>cs336 train</c>. What is null was not given: the preset's value holds, or, with <c>Resume</c>, that of the run.
/// </summary>
[<NoComparison>]
type TrainOptions = {
    /// <summary>Name of the preset to start from; or null. Any text: the names are known to the trainer.</summary>
    Preset: string | null
    /// <summary>A configuration file over the preset; or null.</summary>
    Config: string | null
    /// <summary>Print the configuration instead of training.</summary>
    PrintConfig: bool
    /// <summary>The token files to train on, each FILE or FILE:WEIGHT; empty where a configuration file or a run says them.</summary>
    Data: IReadOnlyList<string>
    /// <summary>The type of ids in files without a header; or null.</summary>
    BinDType: string | null
    /// <summary>Look at every id of the data before training.</summary>
    VerifyData: bool
    /// <summary>The token file (.npy) to validate on; null: the end of <c>Data</c> is held out.</summary>
    Validation: string | null
    /// <summary>Share of <c>Data</c> to hold out, in (0, 1); never together with <c>Validation</c>.</summary>
    ValidationFraction: Nullable<float>
    /// <summary>The tokenizer directory that made the ids; never together with <c>VocabSize</c>.</summary>
    Tokenizer: string | null
    /// <summary>Size of the vocabulary in tokens, at least 1; never together with <c>Tokenizer</c>.</summary>
    VocabSize: Nullable<int>
    /// <summary>The run directory.</summary>
    Run: string
    /// <summary>Go on from the run's newest checkpoint.</summary>
    Resume: bool
    /// <summary>Whether a resumed run may change its length and its learning rate.</summary>
    Extend: bool
    /// <summary>No progress on the console.</summary>
    Quiet: bool
    /// <summary>Every module's input and output shape, once, on the console.</summary>
    TraceShapes: bool
    /// <summary>Number of updates, at least 1.</summary>
    Steps: Nullable<int>
    /// <summary>Tokens to train on, at least 1; never together with <c>Steps</c>.</summary>
    Tokens: Nullable<int64>
    /// <summary>Sequences per batch, at least 1.</summary>
    BatchSize: Nullable<int>
    /// <summary>Sequences to compute gradients for at once, at least 1.</summary>
    MicroBatch: Nullable<int>
    /// <summary>Whether the micro-batch is halved when the device runs out of memory; false where <c>MicroBatch</c> is given.</summary>
    AutoMicroBatch: Nullable<bool>
    /// <summary>Tokens per sequence, at least 1.</summary>
    ContextLength: Nullable<int>
    /// <summary>Width of the residual stream, at least 1.</summary>
    DModel: Nullable<int>
    /// <summary>Number of Transformer blocks, at least 1.</summary>
    NLayers: Nullable<int>
    /// <summary>Attention heads per block, at least 1.</summary>
    NHeads: Nullable<int>
    /// <summary>Inner width of the feed-forward layers, at least 1.</summary>
    DFf: Nullable<int>
    /// <summary>Where blocks normalise; or null. Any text: the names are known to the trainer, as are those of the next two.</summary>
    Norm: string | null
    /// <summary>How attention knows positions; or null.</summary>
    Positions: string | null
    /// <summary>The kind of feed-forward network; or null.</summary>
    FeedForward: string | null
    /// <summary>Whether the token embedding is the head too.</summary>
    TiedHead: Nullable<bool>
    /// <summary>Base of RoPE's wavelengths, greater than 0.</summary>
    RopeTheta: Nullable<float>
    /// <summary>Added to the mean square in every norm, greater than 0.</summary>
    NormEpsilon: Nullable<float>
    /// <summary>Highest learning rate, at least 0.</summary>
    LearningRate: Nullable<float>
    /// <summary>Learning rate after the cosine, at least 0.</summary>
    MinLearningRate: Nullable<float>
    /// <summary>Steps of linear warm-up, at least 0.</summary>
    WarmupSteps: Nullable<int>
    /// <summary>The step at which the cosine ends, at least 1.</summary>
    CosineSteps: Nullable<int>
    /// <summary>AdamW's weight decay, at least 0.</summary>
    WeightDecay: Nullable<float>
    /// <summary>Decay of AdamW's first moment, in [0, 1).</summary>
    Beta1: Nullable<float>
    /// <summary>Decay of AdamW's second moment, in [0, 1).</summary>
    Beta2: Nullable<float>
    /// <summary>AdamW's ε, greater than 0.</summary>
    Epsilon: Nullable<float>
    /// <summary>Largest norm of all gradients together, greater than 0.</summary>
    Clip: Nullable<float>
    /// <summary>What to do when loss or gradients are not finite; or null.</summary>
    OnNonFinite: string | null
    /// <summary>How batches are drawn; or null.</summary>
    Sampling: string | null
    /// <summary>Whether every step gets the first batch.</summary>
    OverfitOneBatch: Nullable<bool>
    /// <summary>Steps between two validations, at least 1.</summary>
    EvalInterval: Nullable<int>
    /// <summary>Batches per validation, at least 1.</summary>
    EvalBatches: Nullable<int>
    /// <summary>Steps between two checkpoints, at least 1.</summary>
    CheckpointInterval: Nullable<int>
    /// <summary>How many of the newest checkpoints are kept, at least 1.</summary>
    KeepCheckpoints: Nullable<int>
    /// <summary>Where measurements go beside metrics.jsonl; empty where nothing is said.</summary>
    Sinks: IReadOnlyList<string>
    /// <summary>Tokens of the sample at each evaluation, at least 0.</summary>
    SampleTokens: Nullable<int>
    /// <summary>Whether norms by layer are measured at each evaluation.</summary>
    LogNorms: Nullable<bool>
    /// <summary>Seed of initialisation and batches.</summary>
    Seed: Nullable<int64>
    /// <summary>The device, such as cpu or cuda; or null.</summary>
    Device: string | null
    /// <summary>The type of matrix products; or null.</summary>
    DType: string | null
    /// <summary>Whether CUDA may round float32 products.</summary>
    Tf32: Nullable<bool>
    /// <summary>Number of threads, at least 1; or null.</summary>
    Threads: Nullable<int>
} with

    static member internal Default = {
        Preset = null
        Config = null
        PrintConfig = false
        Data = [||]
        BinDType = null
        VerifyData = false
        Validation = null
        ValidationFraction = Nullable()
        Tokenizer = null
        VocabSize = Nullable()
        Run = "run"
        Resume = false
        Extend = false
        Quiet = false
        TraceShapes = false
        Steps = Nullable()
        Tokens = Nullable()
        BatchSize = Nullable()
        MicroBatch = Nullable()
        AutoMicroBatch = Nullable()
        ContextLength = Nullable()
        DModel = Nullable()
        NLayers = Nullable()
        NHeads = Nullable()
        DFf = Nullable()
        Norm = null
        Positions = null
        FeedForward = null
        TiedHead = Nullable()
        RopeTheta = Nullable()
        NormEpsilon = Nullable()
        LearningRate = Nullable()
        MinLearningRate = Nullable()
        WarmupSteps = Nullable()
        CosineSteps = Nullable()
        WeightDecay = Nullable()
        Beta1 = Nullable()
        Beta2 = Nullable()
        Epsilon = Nullable()
        Clip = Nullable()
        OnNonFinite = null
        Sampling = null
        OverfitOneBatch = Nullable()
        EvalInterval = Nullable()
        EvalBatches = Nullable()
        CheckpointInterval = Nullable()
        KeepCheckpoints = Nullable()
        Sinks = [||]
        SampleTokens = Nullable()
        LogNorms = Nullable()
        Seed = Nullable()
        Device = null
        DType = null
        Tf32 = Nullable()
        Threads = Nullable()
    }
