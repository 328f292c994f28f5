using Cs336.Model.Functional;
using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

public sealed class MixedPrecisionTests
{
    [Fact]
    public void Products_are_narrow_and_weights_gradients_and_residuals_are_not()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        MixedPrecision.MultiplyIn(model, ComputeType.BFloat16);
        var ids = Draws.Ids(1, 11, 2, 8);

        var logits = model.call(ids);
        CrossEntropy.Of(logits, ids).backward();

        Assert.Equal(ScalarType.BFloat16, logits.dtype);
        Assert.Equal(ScalarType.Float32, model.Layers[0].call(model.TokenEmbeddings.call(ids), null).dtype);
        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.grad!.dtype));
    }

    [Fact]
    public void The_loss_is_about_that_of_float32_and_float32_is_as_before()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        var ids = Draws.Ids(1, 11, 2, 8);
        var wide = model.call(ids);

        MixedPrecision.MultiplyIn(model, ComputeType.BFloat16);
        TensorAssert.Close(CrossEntropy.Of(wide, ids), CrossEntropy.Of(model.call(ids), ids), absolute: 0.02, relative: 0.01);

        MixedPrecision.MultiplyIn(model, ComputeType.Float32);
        TensorAssert.Same(wide.detach(), model.call(ids).detach());
    }

    [Fact]
    public void A_single_layer_is_a_tree_too()
    {
        using var scope = NewDisposeScope();
        using var linear = new Linear(2, 3);
        MixedPrecision.MultiplyIn(linear, ComputeType.BFloat16);
        Assert.Equal(ScalarType.BFloat16, linear.call(ones(2)).dtype);
    }
}
