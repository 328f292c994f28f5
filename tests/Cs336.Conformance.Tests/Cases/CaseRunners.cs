using Cs336.Conformance.Tests.Fixtures;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>Which method runs the cases of which op.</summary>
internal static class CaseRunners
{
    public static IReadOnlyDictionary<string, Action<Fixture>> ByOp { get; } = new Dictionary<string, Action<Fixture>>
    {
        ["linear"] = LayerCases.Linear,
        ["embedding"] = LayerCases.Embedding,
        ["rmsnorm"] = LayerCases.RmsNorm,
        ["swiglu"] = LayerCases.SwiGlu,
        ["silu_ffn"] = LayerCases.SiluFeedForward,
        ["rope"] = LayerCases.Rope,
        ["multihead_self_attention"] = LayerCases.MultiheadSelfAttention,

        ["silu"] = FunctionCases.Silu,
        ["softmax"] = FunctionCases.Softmax,
        ["scaled_dot_product_attention"] = FunctionCases.ScaledDotProductAttention,
        ["cross_entropy"] = FunctionCases.CrossEntropy,

        ["transformer_block"] = ModelCases.TransformerBlock,
        ["transformer_lm"] = ModelCases.TransformerLm,
        ["lm_loss_gradients"] = ModelCases.LossGradients,
        ["training_run"] = ModelCases.TrainingRun,

        ["adamw"] = OptimizationCases.AdamW,
        ["adamw_regression"] = OptimizationCases.AdamWRegression,
        ["gradient_clipping"] = OptimizationCases.GradientClipping,
        ["cosine_schedule"] = OptimizationCases.CosineSchedule,

        ["temperature_top_p"] = SamplingCases.TemperatureTopP,

        ["transformer_accounting"] = AccountingCases.Transformer,
        ["adamw_accounting"] = AccountingCases.AdamW,

        ["get_batch"] = DataCases.GetBatch,
        ["token_file"] = DataCases.TokenFile,

        ["train_bpe"] = BpeTrainingCases.TrainBpe,
        ["pretoken_counts"] = BpeTrainingCases.PreTokenCounts,

        ["encode"] = TokenizerCases.Encode,
        ["encode_decode"] = TokenizerCases.EncodeDecode,
        ["decode"] = TokenizerCases.Decode,
        ["encode_file"] = TokenizerCases.EncodeFile,
        ["encode_iterable"] = StreamingCases.EncodeIterable,
        ["encode_iterable_memory"] = StreamingCases.EncodeIterableMemory,
    };
}
