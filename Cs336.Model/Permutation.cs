using System.Numerics;

namespace Cs336.Model;

/// <summary>A random order of the numbers below <c>count</c>, computed place by place: no list of them is ever made.</summary>
/// <remarks>
/// A Feistel network permutes the numbers of an even number of bits; one that lands beyond <c>count</c> is permuted again, which ends,
/// since the walk is on a cycle through the number that it began with (Black and Rogaway 2002).
/// </remarks>
/// <param name="count">How many numbers, at least 1.</param>
/// <param name="seed">Decides the order.</param>
internal readonly struct Permutation(long count, long seed)
{
    // Fewer rounds or bits, and some orders of a handful of numbers come far more often than others.
    private const int Rounds = 8;
    private const int FewestHalfBits = 4;

    private readonly int halfBits = Math.Max(FewestHalfBits, (65 - BitOperations.LeadingZeroCount((ulong)(count - 1))) / 2);

    /// <summary>The number at a place from 0 to <c>count − 1</c>; every number stands at one place.</summary>
    public long At(long place)
    {
        do
            place = Permute(place);
        while (place >= count);
        return place;
    }

    private long Permute(long number)
    {
        var mask = (1L << halfBits) - 1;
        var (left, right) = (number >> halfBits, number & mask);
        for (var round = 0; round < Rounds; round++)
            (left, right) = (right, left ^ (long)RandomBits.At(seed, right * Rounds + round) & mask);
        return left << halfBits | right;
    }
}
