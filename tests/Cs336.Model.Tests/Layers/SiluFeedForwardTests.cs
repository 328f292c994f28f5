using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

public sealed class SiluFeedForwardTests
{
    [Property]
    public void Forward_is_w2_of_silu_of_w1(Dim rows, Dim dModel, Dim dFf, int seed)
    {
        using var scope = NewDisposeScope();
        using var network = new SiluFeedForward(dModel, dFf);
        var x = Draws.Normal(seed, rows, dModel);

        var hidden = mm(x, network.Up.Weight.t());
        var expected = mm(hidden / (1 + (-hidden).exp()), network.Down.Weight.t());

        TensorAssert.Close(expected, network.call(x));
    }
}
