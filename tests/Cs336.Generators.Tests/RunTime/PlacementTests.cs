using Cs336.Annotations;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

public sealed class PlacementTests
{
    [Fact]
    public void The_default_is_float32_on_the_cpu()
    {
        Assert.Equal((DeviceType.CPU, ScalarType.Float32), (default(Placement).Device.type, default(Placement).DType));
        Assert.Equal(default, new Placement(CPU, ScalarType.Float32));
        Assert.Equal("Float32 on cpu", default(Placement).ToString());
    }

    [Fact]
    public void Placements_are_equal_by_value()
    {
        Assert.Equal(new Placement(new Device("cuda:1"), ScalarType.BFloat16), new Placement(new Device("cuda:1"), ScalarType.BFloat16));
        Assert.NotEqual(new Placement(new Device("cuda:1")), new Placement(new Device("cuda:0")));
        Assert.Equal(new Placement(dtype: ScalarType.Float64), ScalarType.Float64);
        Assert.Equal(new Placement(new Device("meta")), new Device("meta"));
    }

    [Fact]
    public void An_initialiser_that_fails_leaves_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        Tensor? seen = null;

        Assert.Throws<InvalidOperationException>(() => default(Placement).CreateParameter([2], tensor =>
        {
            seen = tensor;
            throw new InvalidOperationException();
        }));

        Assert.True(seen!.IsInvalid);
        Assert.Equal(0, scope.DisposablesCount);
    }
}
