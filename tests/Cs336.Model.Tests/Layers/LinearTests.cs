using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

public sealed class LinearTests
{
    [Fact]
    public void Forward_multiplies_each_row_of_the_weight_with_the_input()
    {
        using var scope = NewDisposeScope();
        using var linear = new Linear(dIn: 2, dOut: 3);
        using (no_grad())
            linear.Weight.copy_(tensor([1f, 2f, 3f, 4f, 5f, 6f], [3, 2]));

        TensorAssert.Close([1 * 7 + 2 * 8, 3 * 7 + 4 * 8, 5 * 7 + 6 * 8], linear.call(tensor([7f, 8f])), absolute: 0);
        Assert.Equal([4, 5, 3], linear.call(zeros(4, 5, 2)).shape);
    }

    [Theory]
    [InlineData(400, 100)]
    [InlineData(64, 1344)]
    public void Weights_are_a_normal_distribution_of_variance_2_over_in_plus_out_cut_at_three_sigma(long dIn, long dOut)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var linear = new Linear(dIn, dOut);

        InitialWeights.AreTruncatedNormal(linear.Weight, Math.Sqrt(2.0 / (dIn + dOut)));
    }

    [Fact]
    public void An_input_of_another_width_is_refused()
    {
        using var scope = NewDisposeScope();
        using var linear = new Linear(dIn: 2, dOut: 3);

        Assert.Throws<ArgumentException>(() => linear.call(zeros(4, 3)));
    }
}
