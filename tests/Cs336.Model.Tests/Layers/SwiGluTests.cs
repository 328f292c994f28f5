using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

public sealed class SwiGluTests
{
    [Property]
    public void Forward_is_w2_of_silu_of_w1_times_w3(Dim rows, Dim dModel, Dim dFf, int seed)
    {
        using var scope = NewDisposeScope();
        using var network = new SwiGlu(dModel, dFf);
        var x = Draws.Normal(seed, rows, dModel);

        var (gate, up) = (mm(x, network.Gate.Weight.t()), mm(x, network.Up.Weight.t()));
        var expected = mm(gate / (1 + (-gate).exp()) * up, network.Down.Weight.t());

        TensorAssert.Close(expected, network.call(x));
    }
}
