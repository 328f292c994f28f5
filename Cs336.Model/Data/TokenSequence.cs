namespace Cs336.Model.Data;

/// <summary>Token ids in a row, wherever they are kept.</summary>
public abstract class TokenSequence
{
    /// <summary>Number of ids.</summary>
    public abstract long Count { get; }

    /// <summary>Copies the ids from <paramref name="start"/> on into <paramref name="destination"/>, filling it.</summary>
    /// <param name="start">Index of the first id wanted.</param>
    /// <param name="destination">Where they go.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sequence ends before the destination is full.</exception>
    public abstract void CopyTo(long start, Span<long> destination);

    /// <summary>A part of this sequence; nothing is copied.</summary>
    /// <param name="start">Index of the first id of the part.</param>
    /// <param name="count">Number of ids of the part.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part reaches beyond this sequence.</exception>
    public TokenSequence Slice(long start, long count) => new SliceOf(this, start, count);

    /// <summary>A sequence over an array, which is not copied.</summary>
    /// <param name="ids">The ids.</param>
    public static TokenSequence Of(long[] ids) => new InMemory(ids);

    /// <summary>The first id that is outside <c>[0, vocabSize)</c>, or null.</summary>
    /// <param name="vocabSize">Number of ids allowed.</param>
    public (long Index, long Id)? FindOutside(int vocabSize)
    {
        var window = new long[1 << 16];
        for (long start = 0; start < Count; start += window.Length)
        {
            var ids = window.AsSpan(0, (int)Math.Min(window.Length, Count - start));
            CopyTo(start, ids);
            for (int i = 0; i < ids.Length; i++)
            {
                if ((ulong)ids[i] >= (ulong)vocabSize)
                    return (start + i, ids[i]);
            }
        }
        return null;
    }

    private protected void RequireRange(long start, long count)
    {
        if (start < 0 || count < 0 || start > Count - count)
            throw new ArgumentOutOfRangeException(nameof(start), $"Ids {start} to {start + count} were asked for; there are {Count}.");
    }

    private sealed class SliceOf : TokenSequence
    {
        private readonly TokenSequence whole;
        private readonly long offset;

        public SliceOf(TokenSequence whole, long offset, long count)
        {
            whole.RequireRange(offset, count);
            (this.whole, this.offset, Count) = (whole, offset, count);
        }

        public override long Count { get; }

        public override void CopyTo(long start, Span<long> destination)
        {
            RequireRange(start, destination.Length);
            whole.CopyTo(offset + start, destination);
        }
    }

    private sealed class InMemory(long[] ids) : TokenSequence
    {
        public override long Count => ids.Length;

        public override void CopyTo(long start, Span<long> destination)
        {
            RequireRange(start, destination.Length);
            ids.AsSpan((int)start, destination.Length).CopyTo(destination);
        }
    }
}
