namespace Cs336.Train.SyntheticText;

/// <summary>
/// The SplitMix64 generator (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). The synthetic corpora are a
/// function of their seed on every platform and every version of .NET, which <see cref="Random"/> does not promise.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>64 uniform bits.</summary>
    public ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number in [0, <paramref name="count"/>), by multiplication; its bias is below <c>count / 2⁶⁴</c>.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);
}
