using Cs336.Model.Optimization;
using Cs336.Model.Tests.Support;
using TorchSharp;
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
        Assert.Equal(0.05, third.LearningRate);
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

    [Fact]
    public void What_is_remembered_has_names_needs_no_gradients_and_goes_with_the_optimizer()
    {
        using var scope = NewDisposeScope();
        var parameter = ParameterOf(Draws.Normal(1, 4));
        var optimizer = new AdamW([parameter]);
        Train(optimizer, parameter, seeds: [1]);
        var remembered = optimizer.StateOf(parameter);

        Assert.Equal(["first_moment", "second_moment", "step"], remembered.Keys);
        Assert.DoesNotContain(remembered.Values, tensor => tensor.requires_grad);

        optimizer.Dispose();
        Assert.All(remembered.Values, tensor => Assert.True(tensor.IsInvalid));
    }

    [Fact]
    public void Moments_follow_the_optimizer_to_a_device()
    {
        using var scope = NewDisposeScope();
        var parameter = ParameterOf(Draws.Normal(1, 4));
        using var optimizer = new AdamW([parameter]);
        var before = optimizer.StateOf(parameter);

        optimizer.to(META);

        var after = optimizer.StateOf(parameter);
        Assert.All(["first_moment", "second_moment"], name =>
        {
            Assert.True(before[name].IsInvalid);
            Assert.Equal(DeviceType.META, after[name].device_type);
        });
        Assert.Equal(DeviceType.CPU, after["step"].device_type);
    }

    [Fact]
    public void A_memory_equals_another_one_of_the_same_values_until_it_is_begun_anew()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (ParameterOf(zeros(4)), ParameterOf(zeros(4)));
        using var optimizer = new AdamW([first, second]);
        Train(optimizer, first, seeds: [1, 2]);
        var (one, other) = (optimizer.state_dict().State[0], optimizer.state_dict().State[1]);

        Assert.False(one.ApproximatelyEquals(other));
        other.LoadStateDict(one);
        Assert.True(one.ApproximatelyEquals(other));
        optimizer.StateOf(second)["first_moment"].zero_();
        Assert.False(one.ApproximatelyEquals(other));
        other.LoadStateDict(one);
        other.Initialize(new AdamWOptions());
        Assert.False(one.ApproximatelyEquals(other));
        Assert.All(optimizer.StateOf(second).Values, tensor => Assert.Equal(0, tensor.to(ScalarType.Float32).abs().sum().item<float>()));
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
