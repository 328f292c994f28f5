using Cs336.Model.Optimization;
using Cs336.Model.Tests.Support;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using AdamW = Cs336.Model.Optimization.AdamW;

namespace Cs336.Model.Tests.Optimization;

/// <summary>Optimizers and schedule with layers, optimizers and schedulers of TorchSharp's own.</summary>
public sealed class ForeignCodeTests
{
    private static readonly CosineSchedule s_schedule = new(Maximum: 0.1, Minimum: 0.01, WarmupSteps: 3, CycleSteps: 8);

    public static TheoryData<string, Func<IEnumerable<Parameter>, optim.Optimizer>> Optimizers => new()
    {
        { "AdamW", parameters => new AdamW(parameters, learningRate: 0.1) },
        { "SGD", parameters => new Sgd(parameters, learningRate: 0.1) },
        { "TorchSharp's Adam", parameters => optim.Adam(parameters, lr: 0.1) },
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_scheduler_of_TorchSharp_sets_the_rates_of_our_schedule(
        string name, Func<IEnumerable<Parameter>, optim.Optimizer> create)
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(2, 1);
        using var optimizer = create(layer.parameters());
        var scheduler = optim.lr_scheduler.LambdaLR(optimizer, step => s_schedule.At(step) / 0.1);

        for (var step = 0; step < 10; step++)
        {
            Assert.True(Math.Abs(s_schedule.At(step) - optimizer.ParamGroups.Single().LearningRate) < 1e-12, $"{name}, step {step}");
            optimizer.zero_grad();
            layer.call(ones(3, 2)).square().mean().backward();
            optimizer.step();
            scheduler.step();
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Layers_of_TorchSharp_learn(string name, Func<IEnumerable<Parameter>, optim.Optimizer> create)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var network = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1));
        using var optimizer = create(network.parameters());
        var x = Draws.Normal(1, 32, 3);
        var y = x.sum(-1, keepdim: true);
        var losses = new List<float>();

        for (var step = 0; step < 60; step++)
        {
            optimizer.zero_grad();
            var loss = (network.call(x) - y).square().mean();
            loss.backward();
            optimizer.step();
            losses.Add(loss.item<float>());
        }

        Assert.True(losses[^1] < losses[0] / 4, $"{name}: {losses[0]} → {losses[^1]}");
    }
}
