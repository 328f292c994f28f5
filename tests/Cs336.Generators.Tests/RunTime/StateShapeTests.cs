using Cs336.Generators.Tests.Layers;
using FsCheck;
using FsCheck.Xunit;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

/// <summary>A tensor of another shape than the declared one does not become state.</summary>
public sealed class StateShapeTests
{
    [Theory]
    [InlineData(new long[] { 4, 5 }, "Sized.scale: expected 3 in dimension 0 of [3, d]; found 4 in [4, 5].")]
    [InlineData(new long[] { 3 }, "Sized.scale: expected the dimensions [3, d]; found [3].")]
    [InlineData(new long[] { }, "Sized.scale: expected the dimensions [3, d]; found [].")]
    public void A_literal_size_and_the_number_of_dimensions_are_checked(long[] shape, string message) =>
        Assert.Equal(message, Refusal(() => new Sized(Of(shape))));

    [Fact]
    public void A_symbol_has_one_size_in_all_members_of_a_module() =>
        Assert.Equal("Sized.bias: expected d = 5, as in scale; found 4 in [4].", Refusal(() => new Sized(Of(3, 5), Of(4))));

    [Fact]
    public void A_symbol_has_one_size_within_a_tensor() =>
        Assert.Equal(
            "Sized.square: expected n = 2, as in square; found 3 in [2, 3].",
            Refusal(() => new Sized(Of(3, 5), square: zeros(2, 3))));

    [Fact]
    public void A_symbol_of_the_base_layer_is_the_same_one() =>
        Assert.Equal("Sized.mean: expected d = 5, as in scale; found 4 in [4].", Refusal(() => new SizedMore(Of(3, 5), zeros(4))));

    [Fact]
    public void What_was_refused_is_not_registered()
    {
        var scale = Of(4, 5);
        using var scope = NewDisposeScope();

        Refusal(() => new Sized(scale));

        Assert.False(scale.IsInvalid);
        scale.Dispose();
    }

    [Fact]
    public void Another_instance_may_have_other_sizes()
    {
        using var small = new Sized(Of(3, 2), Of(2));
        using var large = new Sized(Of(3, 4), Of(4));

        Assert.Equal((2, 4), (small.Bias!.shape[0], large.Bias!.shape[0]));
    }

    [Fact]
    public void Null_where_a_tensor_must_be_is_refused_by_name() =>
        Assert.Equal("scale", Assert.Throws<ArgumentNullException>(() => new Sized(null!)).ParamName);

    [Property(MaxTest = 40, Replay = "336,11")]
    public void A_module_is_made_exactly_where_every_size_agrees(byte scale, byte bias, byte rows, byte columns)
    {
        using var scope = NewDisposeScope();
        var (d, b, n, m) = (scale % 3, bias % 3, rows % 2, columns % 2);

        var made = Record.Exception(() => new Sized(Of(3, d), Of(b), zeros(n, m)).Dispose()) is null;

        Assert.Equal(d == b && n == m, made);
    }

    private static Parameter Of(params long[] shape) => new(zeros(shape));

    private static string Refusal(Func<object> make) => Assert.Throws<ArgumentException>(make).Message;
}
