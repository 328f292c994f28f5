namespace Cs336.Train

open Argu

[<Unique; Example("cs336 train --preset tinystories-17m --data train.npy --validation validation.npy --run run")>]
type internal TrainArguments =
    | Preset of P: string
    | Config of FILE: string
    | Print_Config
    | Data of FILE: string list
    | Bin_Dtype of TYPE: string
    | Verify_Data
    | Validation of FILE: string
    | Validation_Fraction of F: string
    | Tokenizer of DIR: string
    | Vocab_Size of N: string
    | Run of DIR: string
    | Resume
    | Extend
    | Quiet
    | Trace_Shapes
    | Steps of N: string
    | Tokens of N: string
    | Batch_Size of N: string
    | Micro_Batch of N: string
    | Context_Length of N: string
    | D_Model of N: string
    | N_Layers of N: string
    | N_Heads of N: string
    | D_Ff of N: string
    | Norm of PLACE: string
    | Positions of KIND: string
    | Feed_Forward of KIND: string
    | Tied_Head
    | Rope_Theta of X: string
    | Norm_Epsilon of X: string
    | Learning_Rate of X: string
    | Min_Learning_Rate of X: string
    | Warmup_Steps of N: string
    | Cosine_Steps of N: string
    | Weight_Decay of X: string
    | Beta1 of X: string
    | Beta2 of X: string
    | Epsilon of X: string
    | Clip of X: string
    | On_Nonfinite of POLICY: string
    | Sampling of KIND: string
    | Overfit_One_Batch
    | Eval_Interval of N: string
    | Eval_Batches of N: string
    | Checkpoint_Interval of N: string
    | Keep_Checkpoints of K: string
    | Sinks of KIND: string list
    | Sample_Tokens of N: string
    | Log_Norms
    | Seed of S: string
    | Device of D: string
    | Dtype of TYPE: string
    | Tf32
    | Threads of N: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Preset _ ->
                "values to start from: quickstart (the default), tinystories-17m, tinystories-low-resource, owt or leaderboard; "
                + "every option from --steps on overrides one of them."
            | Config _ -> "configuration file, JSON in the form of a run's config.json; over the preset, under the options."
            | Print_Config -> "print the configuration that results, and do nothing."
            | Data _ -> "token files (.npy, or .bin without a header) to train on, each FILE or FILE:WEIGHT; not needed with --resume."
            | Bin_Dtype _ -> "type of the ids in .bin files: uint16 (the default) or uint32."
            | Verify_Data -> "look at every id before training, not at a sample."
            | Validation _ -> "token file (.npy) to validate on (default: the end of --data is held out)."
            | Validation_Fraction _ -> "share of --data to hold out where there is no --validation (default: 0.05)."
            | Tokenizer _ -> "tokenizer directory that made the ids (default: the one that the token file names)."
            | Vocab_Size _ -> "vocabulary size in tokens, instead of --tokenizer."
            | Run _ -> $"run directory: configuration, metrics, checkpoints (default: {TrainOptions.Default.Run})."
            | Resume -> "go on from the newest whole checkpoint of --run."
            | Extend -> "with --resume: allow another number of steps or another learning rate."
            | Quiet -> "show no progress."
            | Trace_Shapes -> "print the input and output shape of every module once."
            | Steps _ -> "number of updates."
            | Tokens _ -> "number of tokens to train on, instead of --steps."
            | Batch_Size _ -> "sequences per batch."
            | Micro_Batch _ ->
                "sequences to compute gradients for at once: N, or auto, which halves it when memory runs out (default: the batch)."
            | Context_Length _ -> "tokens per sequence."
            | D_Model _ -> "width of the residual stream."
            | N_Layers _ -> "number of Transformer blocks."
            | N_Heads _ -> "attention heads per block."
            | D_Ff _ ->
                "inner width of the feed-forward layers (default: the multiple of 64 nearest 8/3 of d_model; for silu, 4 times d_model)."
            | Norm _ -> "where blocks normalise: pre (the default), post or none."
            | Positions _ -> "how attention knows positions: rope (the default) or none."
            | Feed_Forward _ -> "feed-forward network: swiglu (the default) or silu."
            | Tied_Head -> "use the token embedding as the head too."
            | Rope_Theta _ -> "base of the wavelengths of the rotary position embedding."
            | Norm_Epsilon _ -> "what every norm adds to the mean square."
            | Learning_Rate _ -> "highest learning rate, reached at the end of the warm-up."
            | Min_Learning_Rate _ -> "learning rate at the end of the cosine (default: a tenth of the highest)."
            | Warmup_Steps _ -> "steps of linear warm-up (default: a twentieth of --steps)."
            | Cosine_Steps _ -> "step at which the cosine ends (default: --steps)."
            | Weight_Decay _ -> "weight decay of AdamW."
            | Beta1 _ -> "decay of AdamW's first moment, from 0 to below 1."
            | Beta2 _ -> "decay of AdamW's second moment, from 0 to below 1."
            | Epsilon _ -> "AdamW's epsilon."
            | Clip _ -> "largest norm of all gradients together."
            | On_Nonfinite _ -> "what to do when loss or gradients are not finite: stop (the default), skip or rewind."
            | Sampling _ -> "how to draw sequences: random places (the default), or epoch: every window once before any comes again."
            | Overfit_One_Batch -> "train on the first batch only, to see whether the model can learn at all."
            | Eval_Interval _ -> "steps between two validations (default: a twentieth of --steps, at least 10)."
            | Eval_Batches _ -> "batches per validation."
            | Checkpoint_Interval _ -> "steps between two checkpoints (default: those between two validations)."
            | Keep_Checkpoints _ -> "newest checkpoints to keep beside the best (default: 2)."
            | Sinks _ -> "where measurements go beside metrics.jsonl: tensorboard (the default), csv or none."
            | Sample_Tokens _ -> "tokens of the sample written at each validation (default: 64; 0: none)."
            | Log_Norms -> "measure norms of activations, weights and gradients by layer at each validation."
            | Seed _ -> "seed of initialisation and batches."
            | Device _ -> "cpu, cuda, cuda:N or mps (default: cuda where there is one)."
            | Dtype _ -> "type of matrix products: float32 (the default), bf16, or auto, the faster one here."
            | Tf32 -> "let CUDA round float32 products to TensorFloat-32."
            | Threads _ -> "threads to use (default: one per core)."
