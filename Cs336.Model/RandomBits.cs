namespace Cs336.Model;

/// <summary>
/// Random numbers by place instead of by turn: number <c>n</c> of a seed's stream is a function of the two. Whoever resumes at
/// place <c>n</c> draws what an uninterrupted run would have drawn, and no state needs saving.
/// </summary>
/// <remarks>SplitMix64 (Steele, Lea and Flood 2014) over a counter; the stream's offset is a hash of the seed.</remarks>
internal static class RandomBits
{
    /// <summary>64 random bits.</summary>
    public static ulong At(long seed, long place) => Finalise(Finalise((ulong)seed) + ((ulong)place + 1) * 0x9E3779B97F4A7C15);

    /// <summary>A number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public static double UnitAt(long seed, long place) => (At(seed, place) >> 11) * (1.0 / (1L << 53));

    /// <summary>A number in [0, <paramref name="bound"/>). The high half of a 128-bit product: its bias is below bound / 2⁶⁴.</summary>
    public static long BelowAt(long seed, long place, long bound) => (long)Math.BigMul(At(seed, place), (ulong)bound, out _);

    private static ulong Finalise(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
