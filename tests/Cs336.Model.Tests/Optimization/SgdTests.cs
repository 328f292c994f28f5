using Cs336.Annotations;
using Cs336.Model.Optimization;
using Cs336.Model.State;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Optimization;

public sealed class SgdTests
{
    [Property]
    public void Every_step_subtracts_the_gradient_over_the_root_of_its_number(Dim steps, int seed)
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(Draws.Normal(seed, ScalarType.Float64, 3));
        var gradients = Draws.Normal(seed + 1, ScalarType.Float64, steps, 3);
        var expected = parameter.data<double>().ToArray();
        using var optimizer = new Sgd([parameter], learningRate: 0.3);

        for (var t = 0; t < steps; t++)
        {
            parameter.grad = gradients[t].clone();
            optimizer.step();
            for (var i = 0; i < 3; i++)
                expected[i] -= 0.3 / Math.Sqrt(t + 1) * gradients[t, i].item<double>();
        }

        TensorAssert.Close(tensor(expected), parameter, absolute: 1e-12, relative: 1e-12);
    }

    // The handout's problem: minimise the mean square of 10 × 10 weights of N(0, 5²) with rates of 10, 100 and 1,000.
    [Theory]
    [InlineData(1, true)]
    [InlineData(10, true)]
    [InlineData(1000, false)]
    public void The_problem_on_learning_rates_falls_or_diverges(double learningRate, bool falls)
    {
        using var scope = NewDisposeScope();
        var weights = new Parameter(5 * Draws.Normal(336, 10, 10));
        using var optimizer = new Sgd([weights], learningRate);
        var losses = new List<float>();

        for (var t = 0; t < 10; t++)
        {
            optimizer.zero_grad();
            var loss = weights.square().mean();
            losses.Add(loss.item<float>());
            loss.backward();
            optimizer.step();
        }

        Assert.Equal(falls, losses[^1] < losses[0]);
    }

    [Fact]
    public void A_parameter_without_a_gradient_is_left_alone_and_counts_from_its_own_first_step()
    {
        using var scope = NewDisposeScope();
        var (always, sometimes) = (new Parameter(ones(1)), new Parameter(ones(1)));
        using var optimizer = new Sgd([always, sometimes], learningRate: 0.5);

        always.grad = ones(1);
        optimizer.step();
        TensorAssert.Same(ones(1), sometimes.detach());

        sometimes.grad = ones(1);
        optimizer.step();

        TensorAssert.Close([0.5 - 0.5 / Math.Sqrt(2), 0.5], cat([always, sometimes]));
    }

    [Fact]
    public void Groups_have_their_own_rate_and_null_takes_that_of_the_constructor()
    {
        using var scope = NewDisposeScope();
        var (first, second, third) = (new Parameter(ones(1)), new Parameter(ones(1)), new Parameter(ones(1)));
        using var optimizer = new Sgd([first], learningRate: 0.1);
        optimizer.LearningRate = 0.2;
        optimizer.add_param_group(new ParamGroup { Parameters = [second] });
        optimizer.add_param_group(new ParamGroup { Parameters = [third], Options = new SgdOptions { LearningRate = 0.4 } });

        foreach (var parameter in optimizer.parameters())
            parameter.grad = ones(1);
        optimizer.step();

        TensorAssert.Close([0.8, 0.9, 0.6], cat([first, second, third]));
    }

    [Fact]
    public void TorchSharp_s_state_dict_and_a_checkpoint_continue_the_run_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        using var viaTorchSharp = TinyModel.Create(seed: 2);
        using var viaCheckpoint = TinyModel.Create(seed: 3);
        using var optimizer = new Sgd(model.parameters(), learningRate: 0.1);
        using var first = new Sgd(viaTorchSharp.parameters());
        using var second = new Sgd(viaCheckpoint.parameters(), learningRate: 0.1);
        Train(model, optimizer, steps: 3);

        using var state = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(state));
        state.Position = 0;
        first.load_state_dict(new BinaryReader(state));
        StateNames.Load(viaTorchSharp, StateNames.Collect(model));
        using var checkpoint = new MemoryStream();
        CheckpointStream.Save(checkpoint, model, optimizer, iteration: 3);
        checkpoint.Position = 0;
        Assert.Equal(3, CheckpointStream.Load(checkpoint, viaCheckpoint, second));

        Train(model, optimizer, steps: 2);
        Train(viaTorchSharp, first, steps: 2);
        Train(viaCheckpoint, second, steps: 2);
        StateCopy.AssertSame(new(model, optimizer), new(viaTorchSharp, first));
        StateCopy.AssertSame(new(model, optimizer), new(viaCheckpoint, second));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_rate_out_of_its_range_is_refused_by_name(double learningRate)
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ConfigurationException>(() => new Sgd([new Parameter(ones(1))], learningRate));

        Assert.StartsWith("SGD: learning rate must be at least 0 and finite; found", error.Message);
    }

    [Fact]
    public void A_rate_of_nothing_moves_nothing()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(2));
        using var optimizer = new Sgd([parameter], learningRate: 0);
        parameter.grad = ones(2);

        optimizer.step();

        TensorAssert.Same(ones(2), parameter.detach());
        Assert.Equal(["step"], optimizer.StateOf(parameter).Keys);
    }

    private static void Train(Model.Layers.TransformerLm model, Sgd optimizer, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            optimizer.zero_grad();
            model.call(Draws.Ids(step, 11, 2, 8)).square().mean().backward();
            optimizer.step();
        }
    }
}
