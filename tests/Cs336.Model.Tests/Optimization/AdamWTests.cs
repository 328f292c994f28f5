using Cs336.Model.Optimization;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using AdamW = Cs336.Model.Optimization.AdamW;

namespace Cs336.Model.Tests.Optimization;

public sealed class AdamWTests
{
    [Property]
    public void Every_element_follows_the_algorithm_of_the_assignment(Dim steps, int seed)
    {
        using var scope = NewDisposeScope();
        var parameter = ParameterOf(Draws.Normal(seed, ScalarType.Float64, 3));
        var gradients = Draws.Normal(seed + 1, ScalarType.Float64, steps, 3);
        var expected = parameter.data<double>().Select(value => new ScalarAdamW(value)).ToArray();
        var random = new Random(seed);
        var (alpha, beta1, beta2) = (random.NextDouble(), random.NextDouble(), random.NextDouble());
        var (epsilon, decay) = (Math.Pow(10, -1 - 9 * random.NextDouble()), random.NextDouble());
        using var optimizer = new AdamW([parameter], alpha, beta1, beta2, epsilon, decay);

        for (var step = 0; step < steps; step++)
        {
            parameter.grad = gradients[step].clone();
            optimizer.step();
            for (var i = 0; i < 3; i++)
                expected[i].Step(gradients[step, i].item<double>(), alpha, beta1, beta2, epsilon, decay);
        }

        TensorAssert.Close(expected.Select(scalar => scalar.Value), parameter, absolute: 1e-11, relative: 1e-11);
    }

    [Property]
    public void Without_decay_a_constant_gradient_moves_every_element_by_the_learning_rate_a_step(Dim steps, int seed)
    {
        using var scope = NewDisposeScope();
        var start = Draws.Normal(seed, ScalarType.Float64, 5);
        var gradient = Draws.Normal(seed + 1, ScalarType.Float64, 5);
        var parameter = ParameterOf(start.clone());
        using var optimizer = new AdamW([parameter], learningRate: 0.01, epsilon: 1e-300, weightDecay: 0);

        for (var step = 0; step < steps; step++)
        {
            parameter.grad = gradient.clone();
            optimizer.step();
        }

        TensorAssert.Close(start - 0.01 * steps * gradient.sign(), parameter, absolute: 1e-12);
    }

    [Fact]
    public void A_parameter_without_a_gradient_keeps_value_moments_and_count()
    {
        using var scope = NewDisposeScope();
        var (always, sometimes) = (ParameterOf(ones(2)), ParameterOf(ones(2)));
        using var optimizer = new AdamW([always, sometimes], weightDecay: 0.5);

        always.grad = ones(2);
        optimizer.step();

        TensorAssert.Same(ones(2), sometimes.detach());
        Assert.All(optimizer.StateOf(sometimes).Values, state => Assert.Equal(0, state.to(ScalarType.Float32).abs().sum().item<float>()));

        // Its first step, whenever it comes, is corrected like a first step.
        sometimes.grad = ones(2);
        optimizer.step();

        Assert.Equal((2, 1), (optimizer.StateOf(always)["step"].item<long>(), optimizer.StateOf(sometimes)["step"].item<long>()));
        Assert.Equal((1 - 1e-3) * (1 - 0.5e-3), sometimes[0].item<float>(), 1e-6);
    }

    [Fact]
    public void Each_group_has_its_own_options_and_null_takes_those_of_the_constructor()
    {
        using var scope = NewDisposeScope();
        var (first, second, third) = (ParameterOf(ones(1)), ParameterOf(ones(1)), ParameterOf(ones(1)));
        using var optimizer = new AdamW([first], learningRate: 0.1, epsilon: 1e-30, weightDecay: 0);
        optimizer.add_param_group(new ParamGroup { Parameters = [second] });
        optimizer.add_param_group(new ParamGroup
        {
            Parameters = [third],
            Options = new AdamWOptions { LearningRate = 0.25, Epsilon = 1e-30, WeightDecay = 0.5 },
        });

        foreach (var parameter in optimizer.parameters())
            parameter.grad = full(1, 3f);
        optimizer.step();

        // Without ε the first step is α against the gradient's sign.
        TensorAssert.Close([0.9, 0.9, (1 - 0.25) * (1 - 0.25 * 0.5)], cat([first, second, third]));

        optimizer.LearningRate = 0;
        optimizer.step();

        TensorAssert.Close([0.9, 0.9, (1 - 0.25) * (1 - 0.25 * 0.5)], cat([first, second, third]));
    }

    [Fact]
    public void The_closure_s_loss_is_returned()
    {
        using var scope = NewDisposeScope();
        var parameter = ParameterOf(full(1, 2f));
        using var optimizer = new AdamW([parameter]);

        var loss = optimizer.step(() =>
        {
            var square = parameter.square().sum();
            square.backward();
            return square;
        });

        Assert.Equal(4f, loss!.item<float>());
        Assert.True(parameter[0].item<float>() < 2);
    }

    [Fact]
    public void A_strange_parameter_has_no_state()
    {
        using var scope = NewDisposeScope();
        using var optimizer = new AdamW([ParameterOf(ones(1))]);

        Assert.Empty(optimizer.StateOf(ParameterOf(ones(1))));
    }

    [Theory]
    [InlineData("learning rate must be at least 0 and finite; found -0.001", -1e-3, 0.9, 0.9, 1e-8, 0)]
    [InlineData("learning rate must be at least 0 and finite; found Infinity", double.PositiveInfinity, 0.9, 0.9, 1e-8, 0)]
    [InlineData("beta1 must be in [0, 1) and finite; found 1", 1e-3, 1.0, 0.9, 1e-8, 0)]
    [InlineData("beta1 must be in [0, 1) and finite; found -0.1", 1e-3, -0.1, 0.9, 1e-8, 0)]
    [InlineData("beta2 must be in [0, 1) and finite; found 1", 1e-3, 0.9, 1.0, 1e-8, 0)]
    [InlineData("beta2 must be in [0, 1) and finite; found NaN", 1e-3, 0.9, double.NaN, 1e-8, 0)]
    [InlineData("epsilon must be positive and finite; found 0", 1e-3, 0.9, 0.9, 0, 0)]
    [InlineData("weight decay must be at least 0 and finite; found -1", 1e-3, 0.9, 0.9, 1e-8, -1)]
    public void Hyper_parameters_out_of_range_are_refused_by_name(
        string expected, double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
    {
        using var scope = NewDisposeScope();
        var parameter = ParameterOf(ones(1));

        var error = Assert.Throws<ConfigurationException>(
            () => new AdamW([parameter], learningRate, beta1, beta2, epsilon, weightDecay));

        Assert.Equal($"AdamW: {expected}.", error.Message);
    }

    [Fact]
    public void The_ends_of_the_ranges_belong_to_them()
    {
        using var scope = NewDisposeScope();
        var parameter = ParameterOf(full(1, 2f));
        using var optimizer = new AdamW([parameter], learningRate: 0, beta1: 0, beta2: 0, weightDecay: 0);
        parameter.grad = ones(1);

        optimizer.step();
        Assert.Equal(2, parameter.item<float>());

        // Without moments every step is the learning rate against the gradient's sign.
        optimizer.LearningRate = 0.5;
        optimizer.step();
        Assert.Equal(1.5f, parameter.item<float>(), 1e-6f);
    }

    [Fact]
    public void A_group_with_bad_options_is_refused_and_not_added()
    {
        using var scope = NewDisposeScope();
        using var optimizer = new AdamW([ParameterOf(ones(1))]);

        Assert.Throws<ConfigurationException>(() => optimizer.add_param_group(
            new ParamGroup { Parameters = [ParameterOf(ones(1))], Options = new AdamWOptions { LearningRate = 1, Beta1 = 2 } }));
        Assert.Single(optimizer.parameters());
    }

    [Fact]
    public void A_parameter_that_is_given_twice_is_refused_and_nothing_is_added()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (ParameterOf(ones(2, 3)), ParameterOf(ones(1)));
        using var optimizer = new AdamW([first]);

        Assert.Throws<ConfigurationException>(() => new AdamW([first, first]));
        var error = Assert.Throws<ConfigurationException>(
            () => optimizer.add_param_group(new ParamGroup { Parameters = [second, first] }));

        Assert.Contains("[2, 3] is given twice", error.Message);
        Assert.Single(optimizer.parameters());
        Assert.Empty(optimizer.StateOf(second));
    }

    private static Parameter ParameterOf(Tensor values) => new(values);

    /// <summary>Algorithm 1 of the assignment for one number.</summary>
    private sealed class ScalarAdamW(double value)
    {
        private double m, v;
        private int t;

        public double Value { get; private set; } = value;

        public void Step(double gradient, double alpha, double beta1, double beta2, double epsilon, double decay)
        {
            t++;
            m = beta1 * m + (1 - beta1) * gradient;
            v = beta2 * v + (1 - beta2) * gradient * gradient;
            var corrected = alpha * Math.Sqrt(1 - Math.Pow(beta2, t)) / (1 - Math.Pow(beta1, t));
            Value -= corrected * m / (Math.Sqrt(v) + epsilon);
            Value -= alpha * decay * Value;
        }
    }
}
