using Cs336.Model.Functional;
using Cs336.Model.Tests.Support;
using FsCheck;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Functional;

public sealed class SiluTests
{
    [Property]
    public void Silu_is_x_over_one_plus_exp_minus_x(NormalFloat value)
    {
        using var scope = NewDisposeScope();

        TensorAssert.Close([value.Get / (1 + Math.Exp(-value.Get))], Silu.Of(tensor([value.Get])), absolute: 1e-12, relative: 1e-12);
    }

    [Property]
    public void Silu_of_x_and_of_minus_x_differ_by_x(Dim n, int seed)
    {
        using var scope = NewDisposeScope();
        var x = Draws.Normal(seed, n) * 5;

        TensorAssert.Close(x, Silu.Of(x) - Silu.Of(-x));
    }

    [Fact]
    public void Far_from_zero_it_is_the_identity_or_nothing()
    {
        using var scope = NewDisposeScope();

        TensorAssert.Close([-0.0, 0, 1e4], Silu.Of(tensor([-1e4f, 0f, 1e4f])), absolute: 0);
    }
}
