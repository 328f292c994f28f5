using Cs336.Annotations;
using Cs336.Model.Functional;
using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

/// <summary>What holds of a model whatever its variant.</summary>
[Properties(Arbitrary = [typeof(Dims), typeof(Variants)], MaxTest = 60, Replay = "336,7")]
public sealed class VariantTests
{
    private const int Vocab = 11;

    public static TheoryData<ModelConfig> All => [.. Variants.All];

    [Property]
    public void Sequences_of_a_batch_know_nothing_of_each_other(ModelConfig variant, int seed, Dim batch)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(config: variant);
        var ids = Draws.Ids(seed, Vocab, batch, 8);

        TensorAssert.Close(stack([.. Enumerable.Range(0, batch).Select(row => model.call(ids[row]))]), model.call(ids));
    }

    [Property]
    public void A_shorter_input_gives_the_same_logits(ModelConfig variant, int seed, Dim length)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(config: variant);
        var ids = Draws.Ids(seed, Vocab, 2, 8);

        TensorAssert.Close(model.call(ids).narrow(1, 0, length), model.call(ids.narrow(1, 0, length)));
    }

    [Property]
    public void Changing_later_tokens_changes_no_bit_of_earlier_logits(ModelConfig variant, int seed, Dim kept)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(config: variant);
        var ids = Draws.Ids(seed, Vocab, 1, 8);
        var changed = ids.clone();
        changed.narrow(1, kept, 8 - kept).copy_(Draws.Ids(seed + 1, Vocab, 1, 8 - kept));

        TensorAssert.Same(model.call(ids).narrow(1, 0, kept).detach(), model.call(changed).narrow(1, 0, kept).detach());
    }

    /// <summary>
    /// In float64 with the central difference of a step of 10⁻⁵, whose own error is of the order of 10⁻¹⁰: along a random direction
    /// of all parameters together, and for some elements of each parameter.
    /// </summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Gradients_are_those_of_finite_differences(ModelConfig variant)
    {
        using var scope = NewDisposeScope();
        manual_seed(336);
        using var model = new TransformerLm(variant with { NLayers = 1 }, ScalarType.Float64);
        var (ids, targets) = (Draws.Ids(1, Vocab, 2, 8), Draws.Ids(2, Vocab, 2, 8));
        using (no_grad())
        {
            foreach (var gain in model.parameters().Where(parameter => parameter.dim() == 1))
                gain.add_(0.3 * Draws.Normal(3, ScalarType.Float64, gain.shape));
        }
        CrossEntropy.Of(model.call(ids), targets).backward();
        using var noGradient = no_grad();

        Parameter[] parameters = [.. model.parameters()];
        Tensor[] directions = [.. parameters.Select((parameter, i) => Draws.Normal(i, ScalarType.Float64, parameter.shape))];
        var expected = parameters.Zip(directions).Sum(pair => (pair.First.grad! * pair.Second).sum().item<double>());
        AssertClose("all", expected, Difference(parameters, directions));

        foreach (var (name, parameter) in StateNames.Collect(model).Select(entry => (entry.Key, (Parameter)entry.Value)))
        {
            foreach (var place in Draws.IdArray(4, (int)parameter.numel(), 3))
            {
                var unit = zeros_like(parameter);
                unit.view(-1)[place] = 1;
                AssertClose($"{name}[{place}]", parameter.grad!.view(-1)[place].item<double>(), Difference([parameter], [unit]));
            }
        }

        double Difference(Parameter[] moved, Tensor[] along)
        {
            const double step = 1e-5;
            var above = LossAfter(step);
            var below = LossAfter(-2 * step);
            LossAfter(step);
            return (above - below) / (2 * step);

            double LossAfter(double shift)
            {
                foreach (var (parameter, direction) in moved.Zip(along))
                    parameter.add_(direction, alpha: shift);
                return CrossEntropy.Of(model.call(ids), targets).item<double>();
            }
        }
    }

    private static void AssertClose(string what, double expected, double found) =>
        Assert.True(
            Math.Abs(expected - found) <= 1e-8 + 1e-6 * Math.Abs(expected), $"{what}: the gradient is {expected}, the difference {found}");
}

/// <summary>Every combination of the assignment's variants, of the tiny model.</summary>
public static class Variants
{
    public static IEnumerable<ModelConfig> All =>
        from norm in Enum.GetValues<NormPlacement>()
        from positions in Enum.GetValues<PositionEncoding>()
        from feedForward in Enum.GetValues<FeedForwardKind>()
        from tied in (bool[])[false, true]
        select TinyModel.Config with { Norm = norm, Positions = positions, FeedForward = feedForward, TiedHead = tied };

    public static Arbitrary<ModelConfig> Arbitrary() => Gen.Elements(All).ToArbitrary();
}
