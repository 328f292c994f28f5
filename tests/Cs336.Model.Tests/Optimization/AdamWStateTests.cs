using Cs336.Model.Optimization;
using Cs336.Model.Tests.Support;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using AdamW = Cs336.Model.Optimization.AdamW;

namespace Cs336.Model.Tests.Optimization;

/// <summary>What AdamW remembers survives TorchSharp's own saving; our checkpoints are tested with the rest of State.</summary>
public sealed class AdamWStateTests
{
    [Fact]
    public void TorchSharp_s_state_dict_continues_the_run_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var (original, copy) = (ParameterOf(Draws.Normal(1, 4)), ParameterOf(zeros(4)));
        using var optimizer = new AdamW([original], learningRate: 0.05, beta1: 0.7, beta2: 0.8, epsilon: 1e-4, weightDecay: 0.3);
        using var restored = new AdamW([copy]);
        Train(optimizer, original, seeds: [1, 2, 3]);
        using var stream = new MemoryStream();

        optimizer.save_state_dict(new BinaryWriter(stream));
        using (no_grad())
            copy.copy_(original);
        stream.Position = 0;
        restored.load_state_dict(new BinaryReader(stream));
        Train(optimizer, original, seeds: [4, 5]);
        Train(restored, copy, seeds: [4, 5]);

        TensorAssert.Same(original.detach(), copy.detach());
        Assert.Equal(5, restored.StateOf(copy)["step"].item<long>());

        using var third = new AdamW([copy]);
        third.load_state_dict(optimizer.state_dict());
        foreach (var (name, state) in optimizer.StateOf(original))
            TensorAssert.Same(state, third.StateOf(copy)[name]);
    }

    [Fact]
    public void Groups_keep_their_own_options_in_TorchSharp_s_state_dict()
    {
        using var scope = NewDisposeScope();
        AdamW Grouped(Parameter first, Parameter second, double rate, double decay)
        {
            var optimizer = new AdamW([first], learningRate: rate, weightDecay: decay);
            optimizer.add_param_group(new ParamGroup
            {
                Parameters = [second],
                Options = new AdamWOptions { LearningRate = rate / 2, Beta1 = 0.5, Beta2 = 0.6, Epsilon = 1e-3, WeightDecay = decay / 4 },
            });
            return optimizer;
        }
        Parameter[] original = [ParameterOf(Draws.Normal(1, 4)), ParameterOf(Draws.Normal(2, 4))];
        Parameter[] copies = [ParameterOf(zeros(4)), ParameterOf(zeros(4))];
        using var optimizer = Grouped(original[0], original[1], rate: 0.1, decay: 0.4);
        using var restored = Grouped(copies[0], copies[1], rate: 0.9, decay: 0.9);
        foreach (var parameter in original)
            Train(optimizer, parameter, seeds: [1, 2]);

        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        restored.load_state_dict(new BinaryReader(stream));
        using (no_grad())
        {
            foreach (var (from, to) in original.Zip(copies))
                to.copy_(from);
        }

        Assert.Equal(optimizer.ParamGroups.Select(group => group.LearningRate), restored.ParamGroups.Select(group => group.LearningRate));
        foreach (var (one, other) in original.Zip(copies))
        {
            one.grad = Draws.Normal(9, 4);
            other.grad = Draws.Normal(9, 4);
        }
        optimizer.step();
        restored.step();
        foreach (var (one, other) in original.Zip(copies))
            TensorAssert.Same(one.detach(), other.detach());
    }

    private static Parameter ParameterOf(Tensor values) => new(values);

    private static void Train(AdamW optimizer, Parameter parameter, int[] seeds)
    {
        foreach (var seed in seeds)
        {
            parameter.grad = Draws.Normal(seed, parameter.shape);
            optimizer.step();
        }
    }
}
