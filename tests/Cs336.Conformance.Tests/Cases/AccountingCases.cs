using System.Text.Json;
using Cs336.Conformance.Tests.Fixtures;
using Cs336.Model;
using Cs336.Model.Accounting;
using Xunit;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>Parameters, FLOPs, memory and time of whole models: integers to the last digit, shares and days to nine.</summary>
internal static class AccountingCases
{
    private static readonly Tolerance RealTolerance = new(Absolute: 0, Relative: 1e-9);

    private static readonly (string Key, ModelPart Part)[] Parts =
    [
        ("qkv_projections", ModelPart.QkvProjections),
        ("attention_scores_QK", ModelPart.AttentionScores),
        ("attention_weighted_V", ModelPart.WeightedValues),
        ("output_projection", ModelPart.OutputProjection),
        ("ffn", ModelPart.FeedForward),
        ("lm_head", ModelPart.Head),
    ];

    public static void Transformer(Fixture fixture)
    {
        foreach (var (name, model) in Models(fixture))
        {
            var account = ModelAccount.Of(ConfigOf(model.GetProperty("shape")));
            CheckParameters(name, model.GetProperty("parameters"), account);
            CheckFlops(name, model.GetProperty("forward_flops"), account);
        }
    }

    public static void AdamW(Fixture fixture)
    {
        foreach (var (name, model) in Models(fixture))
        {
            var config = ConfigOf(model.GetProperty("shape"));
            var account = ModelAccount.Of(config);
            CheckActivations(name, model.GetProperty("activation_floats_per_sequence"), account);
            foreach (var variant in model.GetProperty("memory_variants").EnumerateObject())
                CheckMemory($"{name}.{variant.Name}", variant, config, account.Activations);
            Assert.Equal(ReadingOf(model.Text("memory_primary")), ActivationReading.AsListed);

            var step = model.GetProperty("adamw_step_flops");
            Same($"{name}.adamw_step_flops.per_parameter", step.Long("per_parameter"), ModelAccount.AdamWFlopsPerParameter);
            Same($"{name}.adamw_step_flops.total", step.Long("total"), ModelAccount.AdamWFlopsPerParameter * account.Parameters.Total);
            CheckTime(name, model.GetProperty("training_time"), account);
        }
    }

    private static void CheckParameters(string name, JsonElement expected, ModelAccount account)
    {
        var (got, layers) = (account.Parameters, account.Config.NLayers);
        Same($"{name}.token_embeddings", expected.Long("token_embeddings"), got.TokenEmbeddings);
        Same($"{name}.attention_per_layer", layers * expected.Long("attention_per_layer"), got.Attention);
        Same($"{name}.ffn_per_layer", layers * expected.Long("ffn_per_layer"), got.FeedForward);
        Same($"{name}.norms_per_layer", layers * expected.Long("norms_per_layer"), got.Norms);
        Same($"{name}.final_norm", expected.Long("final_norm"), got.FinalNorm);
        Same($"{name}.lm_head", expected.Long("lm_head"), got.Head);
        Same($"{name}.per_layer", layers * expected.Long("per_layer"), got.Attention + got.FeedForward + got.Norms);
        Same($"{name}.total", expected.Long("total"), got.Total);
        Same($"{name}.non_embedding_total", expected.Long("non_embedding_total"), got.WithoutEmbeddingsAndHead);
        Same($"{name}.float32_bytes", expected.Long("float32_bytes"), got.Total * TrainingMemory.BytesOf(ComputeType.Float32));
    }

    private static void CheckFlops(string name, JsonElement expected, ModelAccount account)
    {
        var layer = expected.GetProperty("one_layer");
        string[] inOrder =
            ["q_proj", "k_proj", "v_proj", "attention_scores_QK", "attention_weighted_V", "output_proj", "ffn_w1", "ffn_w3", "ffn_w2"];
        var oneLayer = inOrder.Select(key => layer.Long(key)).ToList();
        Assert.Equal(
            [.. Enumerable.Repeat(oneLayer, account.Config.NLayers).SelectMany(flops => flops), expected.GetProperty("all_layers").Long("lm_head")],
            account.Products.Select(product => product.Flops));
        foreach (var (key, part) in Parts)
        {
            Same($"{name}.all_layers.{key}", expected.GetProperty("all_layers").Long(key), account.FlopsOf(part));
            RealTolerance.Check(
                $"{name}.share.{key}", expected.GetProperty("share").Double(key), (double)account.FlopsOf(part) / account.ForwardFlops);
        }
        Same($"{name}.total", expected.Long("total"), account.ForwardFlops);
    }

    private static void CheckActivations(string name, JsonElement expected, ModelAccount account)
    {
        var (got, layers) = (account.Activations, account.Config.NLayers);
        var layer = expected.GetProperty("one_layer");
        Same($"{name}.rmsnorms", layers * layer.Long("rmsnorms"), got.Norms);
        Same($"{name}.qkv_projections", layers * layer.Long("qkv_projections"), got.QkvProjections);
        Same($"{name}.QK_scores", layers * layer.Long("QK_scores"), got.AttentionScores);
        Same($"{name}.softmax", layers * layer.Long("softmax"), got.Softmax);
        Same($"{name}.weighted_sum_of_values", layers * layer.Long("weighted_sum_of_values"), got.WeightedValues);
        Same($"{name}.output_projection", layers * layer.Long("output_projection"), got.OutputProjection);
        Same($"{name}.ffn_w1", layers * layer.Long("ffn_w1"), got.W1);
        Same($"{name}.ffn_silu", layers * layer.Long("ffn_silu"), got.Silu);
        Same($"{name}.ffn_w2", layers * layer.Long("ffn_w2"), got.W2);
        var gate = expected.GetProperty("one_layer_extra_if_swiglu");
        Same($"{name}.gate", layers * (gate.Long("ffn_w3") + gate.Long("ffn_gate_product")), got.Gate);
        Same($"{name}.final_rmsnorm", expected.GetProperty("after_the_layers").Long("final_rmsnorm"), got.FinalNorm);
        Same($"{name}.output_embedding", expected.GetProperty("after_the_layers").Long("output_embedding"), got.Logits);
        Same($"{name}.per_logit", expected.GetProperty("cross_entropy").Long("per_logit"), got.Logits);
        Same($"{name}.per_token", expected.GetProperty("cross_entropy").Long("per_token"), got.Tokens);
    }

    /// <summary>A reading of the problem: which feed-forward network has parameters is one thing, whose activations count another.</summary>
    private static void CheckMemory(string name, JsonProperty variant, ModelConfig config, ActivationCount activations)
    {
        var twoMatrices = variant.Name.StartsWith("params_2_matrices/", StringComparison.Ordinal);
        var sized = ModelAccount.Of(config with { FeedForward = twoMatrices ? FeedForwardKind.Silu : FeedForwardKind.SwiGlu });
        var got = TrainingMemory.Of(sized.Parameters.Total, activations.Total(ReadingOf(variant.Name)));
        var expected = variant.Value;
        Same($"{name}.parameters", expected.Long("parameters"), sized.Parameters.Total);
        Same($"{name}.parameter_bytes", expected.Long("parameter_bytes"), got.ParameterBytes);
        Same($"{name}.gradient_bytes", expected.Long("gradient_bytes"), got.GradientBytes);
        Same($"{name}.optimizer_state_bytes", expected.Long("optimizer_state_bytes"), got.MomentBytes);
        Same($"{name}.activation_bytes_per_sequence", expected.Long("activation_bytes_per_sequence"), got.ActivationBytesPerSequence);
        var total = expected.GetProperty("total_bytes");
        Same($"{name}.a_times_batch", total.Long("a_times_batch"), got.TotalBytes(1) - got.StateBytes);
        Same($"{name}.plus_b", total.Long("plus_b"), got.TotalBytes(0));
        foreach (var budget in expected.GetProperty("max_batch_size").EnumerateObject())
            Same($"{name}.max_batch_size.{budget.Name}", budget.Value.GetInt64(), got.LargestBatch(BytesOf(budget.Name)));
    }

    private static void CheckTime(string name, JsonElement expected, ModelAccount account)
    {
        var got = TrainingTime.Of(
            account.ForwardFlops, expected.Long("steps"), expected.Long("batch_size"), expected.Double("peak_flops_per_s"), expected.Double("mfu"));
        Same($"{name}.forward_flops_per_sequence", expected.Long("forward_flops_per_sequence"), account.ForwardFlops);
        Same($"{name}.flops_per_step", expected.Long("flops_per_step"), got.FlopsPerStep);
        RealTolerance.Check($"{name}.total_flops", expected.Double("total_flops"), got.TotalFlops);
        RealTolerance.Check($"{name}.seconds", expected.Double("seconds"), got.Seconds);
        RealTolerance.Check($"{name}.days", expected.Double("days"), got.Days);
    }

    private static IEnumerable<(string Name, JsonElement Model)> Models(Fixture fixture) =>
        fixture.Json.GetProperty("models").EnumerateObject().Select(model => (model.Name, model.Value));

    private static ModelConfig ConfigOf(JsonElement shape) => new()
    {
        VocabSize = shape.Int("vocab_size"),
        ContextLength = shape.Int("context_length"),
        NLayers = shape.Int("num_layers"),
        DModel = shape.Int("d_model"),
        NHeads = shape.Int("num_heads"),
        DFf = shape.Int("d_ff"),
    };

    private static ActivationReading ReadingOf(string variant) => new(
        WithGate: variant.Contains("/acts_with_swiglu/", StringComparison.Ordinal),
        LossPerLogit: variant.EndsWith("/cross_entropy_per_logit", StringComparison.Ordinal));

    private static long BytesOf(string budget) => budget.EndsWith("GiB", StringComparison.Ordinal)
        ? long.Parse(budget[..^3]) << 30
        : long.Parse(budget[..^2]) * 1_000_000_000;

    private static void Same(string what, long expected, long got) =>
        Assert.True(expected == got, $"{what}: expected {expected}; got {got}.");
}
