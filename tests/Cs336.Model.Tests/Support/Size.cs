using FsCheck;
using FsCheck.Fluent;

namespace Cs336.Model.Tests.Support;

/// <summary>A size of a tensor that a naive loop can afford: 1 to 6.</summary>
public readonly record struct Size(int Value)
{
    public static implicit operator int(Size size) => size.Value;

    public override string ToString() => $"{Value}";
}

/// <summary>How FsCheck makes a <see cref="Size"/>.</summary>
public static class SmallSizes
{
    public static Arbitrary<Size> Arbitrary() => Gen.Choose(1, 6).Select(value => new Size(value)).ToArbitrary();
}
