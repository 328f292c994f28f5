using Cs336.Annotations;
using Cs336.Conformance.Tests.Fixtures;
using Cs336.Model.Layers;
using Xunit;
using static Cs336.Adapters.Adapters;
using static TorchSharp.torch;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>Single layers, through the assignment's functions where it has one.</summary>
internal static class LayerCases
{
    public static void Linear(Fixture fixture)
    {
        var weight = fixture.Weights()["weight"];
        var (dOut, dIn) = ((int)weight.shape[0], (int)weight.shape[1]);
        fixture.Check("y", RunLinear(dIn, dOut, weight, fixture.Input("x")));
    }

    public static void Embedding(Fixture fixture)
    {
        var (vocab, dModel) = (fixture.Params.Int("vocab_size"), fixture.Params.Int("d_model"));
        fixture.Check("y", RunEmbedding(vocab, dModel, fixture.Weights()["weight"], fixture.Input("token_ids")));
    }

    public static void RmsNorm(Fixture fixture)
    {
        var type = TypeOf(fixture.Params.Find("dtype")?.GetString() ?? "float32");
        var weight = fixture.Weights()["weight"].to(type);
        var (dModel, epsilon) = (fixture.Params.Int("d_model"), fixture.Params.Double("eps"));
        var y = RunRmsNorm(dModel, epsilon, weight, fixture.Input("x").to(type));
        Assert.Equal(type, y.dtype);
        fixture.Check("y", y.to(ScalarType.Float32));
        if (fixture.Json.Find("min_exact_fraction")?.GetDouble() is { } fraction)
        {
            var exact = (y.to(ScalarType.Float32) == fixture.Expected("y")).to(ScalarType.Float64).mean().item<double>();
            Assert.True(exact >= fraction, $"out.y: {exact:P1} of the elements are exact; expected at least {fraction:P1}.");
        }
    }

    public static void SwiGlu(Fixture fixture)
    {
        var (dModel, dFf, weights) = (fixture.Params.Int("d_model"), fixture.Params.Int("d_ff"), fixture.Weights());
        fixture.Check("y", RunSwiGlu(dModel, dFf, weights["w1.weight"], weights["w2.weight"], weights["w3.weight"], fixture.Input("x")));
    }

    public static void SiluFeedForward(Fixture fixture)
    {
        using var layer = new SiluFeedForward(fixture.Params.Int("d_model"), fixture.Params.Int("d_ff"));
        StateNames.Load(layer, fixture.Weights());
        fixture.Check("y", layer.call(fixture.Input("x")));
    }

    public static void Rope(Fixture fixture)
    {
        var (dK, theta, maxSeqLen) = (fixture.Params.Int("d_k"), fixture.Params.Double("theta"), fixture.Params.Int("max_seq_len"));
        fixture.Check("y", RunRope(dK, theta, maxSeqLen, fixture.Input("x"), fixture.Input("token_positions")));
    }

    public static void MultiheadSelfAttention(Fixture fixture)
    {
        var (dModel, heads, x) = (fixture.Params.Int("d_model"), fixture.Params.Int("num_heads"), fixture.Input("x"));
        var weights = fixture.Weights();
        var (q, k) = (weights["q_proj.weight"], weights["k_proj.weight"]);
        var (v, output) = (weights["v_proj.weight"], weights["output_proj.weight"]);
        fixture.Check("y", RotaryTheta(fixture) is { } theta
            ? RunMultiheadSelfAttentionWithRope(
                dModel, heads, ModelCases.ContextLength(fixture.Params), theta, q, k, v, output, x, fixture.FindInput("token_positions"))
            : RunMultiheadSelfAttention(dModel, heads, q, k, v, output, x));
    }

    /// <summary>
    /// Null without rotary positions. A case with weights of a whole model has that model's <c>rope_theta</c> either way; then only
    /// positions, given or asked for, tell whether they are used.
    /// </summary>
    private static double? RotaryTheta(Fixture fixture) =>
        fixture.FindInput("token_positions") is not null || fixture.Params.Find("default_positions")?.GetBoolean() == true
            ? fixture.Params.Find("rope_theta")?.GetDouble()
            : null;

    private static ScalarType TypeOf(string name) => name switch
    {
        "float16" => ScalarType.Float16,
        "bfloat16" => ScalarType.BFloat16,
        "float32" => ScalarType.Float32,
        "float64" => ScalarType.Float64,
        _ => throw new ArgumentException($"params.dtype: expected a floating-point type of PyTorch; found {name}."),
    };
}
