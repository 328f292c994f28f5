using System.Globalization;
using Cs336.Conformance.Tests.Fixtures;
using Xunit;
using static Cs336.Adapters.Adapters;
using static TorchSharp.torch;
using Clipping = Cs336.Model.Optimization.GradientClipping;
using Parameter = TorchSharp.Modules.Parameter;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>Optimizer, clipping and schedule.</summary>
internal static class OptimizationCases
{
    private static readonly Tolerance NormTolerance = new(Absolute: 1e-7, Relative: 1e-5);

    /// <summary>
    /// Given gradients for given steps, then the parameters after every fifth. Only <c>out.handout</c> counts; PyTorch's own results
    /// are there for information.
    /// </summary>
    public static void AdamW(Fixture fixture)
    {
        var parameters = fixture.Inputs("init.").ToDictionary(entry => entry.Key, entry => new Parameter(entry.Value.clone()));
        var (betas, rates) = (fixture.Params.Doubles("betas"), fixture.Params.Doubles("lr_at_step"));
        using var optimizer = CreateAdamW(
            parameters.Values,
            beta1: betas[0],
            beta2: betas[1],
            epsilon: fixture.Params.Double("eps"),
            weightDecay: fixture.Params.Double("weight_decay"));
        var pending = fixture.ExpectedUnder("handout.").Keys.ToHashSet();
        for (var step = 0; step < fixture.Params.Int("steps"); step++)
        {
            foreach (var (name, parameter) in parameters)
            {
                var hasGradient = fixture.Input($"has_grad.{name}")[step].item<bool>();
                parameter.grad = hasGradient ? fixture.Input($"grads.{name}")[step].clone() : null;
            }
            optimizer.LearningRate = rates[step];
            optimizer.step();
            foreach (var (name, parameter) in parameters)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"step{step + 1:D2}.{name}");
                if (pending.Remove(key))
                    fixture.Check($"handout.{key}", parameter);
            }
        }
        Assert.Empty(pending);
    }

    /// <summary>The official test: learn <c>y = (x₀ + x₁, −x₂)</c>, one sample a step.</summary>
    public static void AdamWRegression(Fixture fixture)
    {
        var (betas, samples) = (fixture.Params.Doubles("betas"), fixture.Input("x"));
        var weight = new Parameter(fixture.Input("init").clone());
        using var optimizer = CreateAdamW(
            [weight],
            fixture.Params.Double("lr"),
            betas[0],
            betas[1],
            fixture.Params.Double("eps"),
            fixture.Params.Double("weight_decay"));
        for (var step = 0; step < fixture.Params.Int("steps"); step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var x = samples[step];
            var y = stack([x[0] + x[1], -x[2]]);
            (y - mv(weight, x)).square().sum().backward();
            optimizer.step();
        }
        fixture.Check("weight", weight);
    }

    public static void GradientClipping(Fixture fixture)
    {
        var maximum = fixture.Params.Double("max_l2_norm");
        NormTolerance.Check("out.norm_before", fixture.Expected("norm_before"), Clipping.Apply(ParametersOf(fixture).Values, maximum));

        var parameters = ParametersOf(fixture);
        RunGradientClipping(parameters.Values, maximum);
        foreach (var (name, _) in fixture.ExpectedUnder("grad."))
            fixture.Check($"grad.{name}", parameters[name].grad!);
        Assert.All(
            parameters.Where(entry => !fixture.ExpectedUnder("grad.").ContainsKey(entry.Key)), entry => Assert.Null(entry.Value.grad));
    }

    public static void CosineSchedule(Fixture fixture)
    {
        foreach (var table in fixture.Json.Items("tables"))
        {
            foreach (var (it, expected) in table.Ints("it").Zip(table.Doubles("lr")))
            {
                var rate = RunGetLrCosineSchedule(
                    it,
                    table.Double("max_learning_rate"),
                    table.Double("min_learning_rate"),
                    table.Int("warmup_iters"),
                    table.Int("cosine_cycle_iters"));
                fixture.Tolerance.Check($"lr at {it}", expected, rate);
            }
        }
    }

    private static Dictionary<string, Parameter> ParametersOf(Fixture fixture)
    {
        var parameters = fixture.Inputs("grad.").ToDictionary(
            entry => entry.Key, entry => new Parameter(zeros_like(entry.Value)) { grad = entry.Value.clone() });
        if (fixture.Params.Find("parameter_without_gradient")?.GetString() is { } name)
            parameters.Add(name, new Parameter(zeros(3)));
        return parameters;
    }
}
