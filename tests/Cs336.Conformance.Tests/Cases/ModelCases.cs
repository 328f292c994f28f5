using System.Text.Json;
using Cs336.Annotations;
using Cs336.Conformance.Tests.Fixtures;
using Cs336.Model;
using Cs336.Model.Functional;
using Cs336.Model.Optimization;
using Xunit;
using static Cs336.Adapters.Adapters;
using static TorchSharp.torch;
using Layer = Cs336.Model.Layers;
using Parameter = TorchSharp.Modules.Parameter;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>Blocks, whole models, their gradients, and complete training runs.</summary>
internal static class ModelCases
{
    private static readonly Tolerance LearningRateTolerance = new(Absolute: 0, Relative: 1e-6);

    /// <summary>The longest sequence, by either of its names.</summary>
    public static int ContextLength(JsonElement sizes) =>
        (sizes.Find("max_seq_len") ?? sizes.GetProperty("context_length")).GetInt32();

    public static void TransformerBlock(Fixture fixture)
    {
        var config = ConfigOf(fixture.Params);
        using var block = new Layer.TransformerBlock(config);
        StateNames.Load(block, fixture.Weights());
        fixture.Check("y", block.call(fixture.Input("x"), null));
        if (AdapterCanBuild(config))
        {
            fixture.Check("y", RunTransformerBlock(
                config.DModel, config.NHeads, config.DFf, config.ContextLength, config.RopeTheta, fixture.Weights(), fixture.Input("x")));
        }
    }

    public static void TransformerLm(Fixture fixture)
    {
        var config = ConfigOf(fixture.Params);
        var (weights, ids) = (fixture.Weights(), fixture.Input("token_ids"));
        using var model = Load(config, weights);
        fixture.Check("logits", model.call(ids));
        if (AdapterCanBuild(config))
        {
            fixture.Check("logits", RunTransformerLm(
                config.VocabSize,
                config.ContextLength,
                config.DModel,
                config.NLayers,
                config.NHeads,
                config.DFf,
                config.RopeTheta,
                weights,
                ids));
        }
    }

    public static void LossGradients(Fixture fixture)
    {
        using var model = Load(ConfigOf(fixture.Params), fixture.Weights());
        var loss = CrossEntropy.Of(model.call(fixture.Input("x")), fixture.Input("y"));
        loss.backward();
        fixture.Check("loss", loss);
        var state = StateNames.Collect(model);
        Assert.Equal(fixture.ExpectedUnder("grad.").Keys.Order(), state.Keys.Order());
        foreach (var (name, parameter) in state)
            fixture.Check($"grad.{name}", parameter.grad!);
    }

    /// <summary>Every step's loss, norm and rate, then the weights, in the order that the note of the case prescribes.</summary>
    public static void TrainingRun(Fixture fixture)
    {
        var settings = fixture.Params;
        using var model = Load(ConfigOf(settings.GetProperty("model")), fixture.Weights());
        Parameter[] parameters = [.. model.parameters()];
        var betas = settings.Doubles("betas");
        using var optimizer = CreateAdamW(
            parameters,
            beta1: betas[0],
            beta2: betas[1],
            epsilon: settings.Double("eps"),
            weightDecay: settings.Double("weight_decay"));
        var (losses, norms, rates) = (new List<float>(), new List<float>(), new List<float>());
        for (var step = 0; step < settings.Int("steps"); step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = RunCrossEntropy(model.call(fixture.Input("x")[step]), fixture.Input("y")[step]);
            loss.backward();
            losses.Add(loss.item<float>());
            norms.Add(GradientClipping.Apply(parameters, settings.Double("max_l2_norm")).item<float>());
            optimizer.LearningRate = RunGetLrCosineSchedule(
                step,
                settings.Double("max_learning_rate"),
                settings.Double("min_learning_rate"),
                settings.Int("warmup_iters"),
                settings.Int("cosine_cycle_iters"));
            rates.Add((float)optimizer.LearningRate);
            optimizer.step();
        }
        fixture.Check("loss", tensor(losses));
        new Tolerance(Absolute: 0, fixture.Json.Double("grad_norm_rtol"))
            .Check("out.grad_norm_before_clipping", fixture.Expected("grad_norm_before_clipping"), tensor(norms));
        LearningRateTolerance.Check("out.lr", fixture.Expected("lr"), tensor(rates));
        CheckWeights(fixture, StateNames.Collect(model));
    }

    /// <summary>By the relative L2 error of each tensor: AdamW magnifies tiny gradients, so single elements mean little.</summary>
    private static void CheckWeights(Fixture fixture, IReadOnlyDictionary<string, Tensor> state)
    {
        var expected = fixture.ExpectedUnder("w.");
        Assert.Equal(expected.Keys.Order(), state.Keys.Order());
        var allowed = fixture.Json.Double("weights_rel_l2_tol");
        foreach (var (name, weight) in state)
        {
            var error = ((weight.detach() - expected[name]).norm() / expected[name].norm()).item<float>();
            Assert.True(error <= allowed, $"out.w.{name}: relative L2 error {error:G3}; allowed {allowed:G3}.");
        }
    }

    /// <summary>The assignment's functions take neither an epsilon nor a variant.</summary>
    private static bool AdapterCanBuild(ModelConfig config)
    {
        var usual = new ModelConfig { VocabSize = 1 };
        return (config.NormEpsilon, config.Norm, config.Positions, config.FeedForward)
            == (usual.NormEpsilon, usual.Norm, usual.Positions, usual.FeedForward);
    }

    private static Layer.TransformerLm Load(ModelConfig config, IReadOnlyDictionary<string, Tensor> weights)
    {
        var model = new Layer.TransformerLm(config);
        StateNames.Load(model, weights);
        return model;
    }

    private static ModelConfig ConfigOf(JsonElement sizes) => new()
    {
        // A block has neither a vocabulary nor a number of layers.
        VocabSize = sizes.Find("vocab_size")?.GetInt32() ?? 1,
        NLayers = sizes.Find("num_layers")?.GetInt32() ?? 1,
        ContextLength = ContextLength(sizes),
        DModel = sizes.Int("d_model"),
        NHeads = sizes.Int("num_heads"),
        DFf = sizes.Int("d_ff"),
        Norm = sizes.Find("norm")?.GetString() switch
        {
            null or "pre" => NormPlacement.Pre,
            "post" => NormPlacement.Post,
            "none" => NormPlacement.None,
            var other => throw new ArgumentException($"params.norm: expected pre, post or none; found {other}."),
        },
        FeedForward = sizes.Find("ffn")?.GetString() switch
        {
            null or "swiglu" => FeedForwardKind.SwiGlu,
            "silu" => FeedForwardKind.Silu,
            var other => throw new ArgumentException($"params.ffn: expected swiglu or silu; found {other}."),
        },
        Positions = sizes.Find("rope_theta") is null ? PositionEncoding.None : PositionEncoding.Rope,
        RopeTheta = sizes.Find("rope_theta")?.GetDouble() ?? new ModelConfig { VocabSize = 1 }.RopeTheta,
        NormEpsilon = sizes.Double("eps"),
    };
}
