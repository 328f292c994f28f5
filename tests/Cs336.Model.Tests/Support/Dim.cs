using FsCheck;
using FsCheck.Fluent;

namespace Cs336.Model.Tests.Support;

/// <summary>A size of a tensor that a naive loop can afford: 1 to 6.</summary>
public readonly record struct Dim(int Value)
{
    public static implicit operator int(Dim size) => size.Value;

    public override string ToString() => $"{Value}";
}

/// <summary>How FsCheck makes a <see cref="Dim"/>.</summary>
public static class Dims
{
    public static Arbitrary<Dim> Arbitrary() => Gen.Choose(1, 6).Select(value => new Dim(value)).ToArbitrary();
}
