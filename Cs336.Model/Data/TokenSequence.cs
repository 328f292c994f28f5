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

    /// <summary>Sequences one after the other as one; nothing is copied.</summary>
    /// <param name="parts">The sequences.</param>
    public static TokenSequence Concat(IReadOnlyList<TokenSequence> parts) => parts is [var only] ? only : new Concatenated(parts);

    /// <summary>The first id found outside <c>[0, vocabSize)</c>, or null.</summary>
    /// <param name="vocabSize">Number of ids allowed.</param>
    /// <param name="most">How many ids to look at; of more, evenly spread stretches are read, the first and the last ids among them.</param>
    public (long Index, long Id)? FindOutside(int vocabSize, long most = long.MaxValue)
    {
        var window = new long[1 << 16];
        var windows = (Count + window.Length - 1) / window.Length;
        var used = Math.Min(windows, Math.Max(2, most / window.Length));
        for (long i = 0; i < used; i++)
        {
            var start = used == windows ? i * window.Length : (long)((Count - window.Length) * (double)i / (used - 1));
            var ids = window.AsSpan(0, (int)Math.Min(window.Length, Count - start));
            CopyTo(start, ids);
            if (FirstOutside(vocabSize, ids) is >= 0 and var at)
                return (start + at, ids[at]);
        }
        return null;
    }

    /// <summary>Makes sure that ids are in a vocabulary.</summary>
    /// <param name="vocabSize">Number of ids allowed.</param>
    /// <param name="most">How many ids to look at, as in <see cref="FindOutside"/>.</param>
    /// <exception cref="InvalidDataException">One is not; the message names it and its place.</exception>
    public void RequireIdsBelow(int vocabSize, long most = long.MaxValue)
    {
        if (FindOutside(vocabSize, most) is var (index, id))
            throw Outside(vocabSize, index, id);
    }

    /// <summary>The same for ids that have been read.</summary>
    internal void RequireIdsBelow(int vocabSize, ReadOnlySpan<long> ids, long start)
    {
        if (FirstOutside(vocabSize, ids) is >= 0 and var at)
            throw Outside(vocabSize, start + at, ids[at]);
    }

    private static int FirstOutside(int vocabSize, ReadOnlySpan<long> ids) => ids.IndexOfAnyExceptInRange(0, vocabSize - 1);

    private InvalidDataException Outside(int vocabSize, long index, long id) =>
        new($"{this}: id {id} at index {index} is outside the vocabulary; expected ids below {vocabSize}.");

    /// <summary>Makes sure that there is a window to train on.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    internal void RequireWindow(int contextLength) => RequireWindow(Count, contextLength, ToString());

    /// <summary>Makes sure that so many tokens are enough for a window and its last target.</summary>
    /// <param name="tokens">How many there are.</param>
    /// <param name="contextLength">Inputs of a window.</param>
    /// <param name="what">What a message calls them.</param>
    /// <exception cref="ConfigurationException">They are not.</exception>
    public static void RequireWindow(long tokens, int contextLength, string what)
    {
        if (tokens < contextLength + 1L)
        {
            throw new ConfigurationException(
                $"{what}: a context length of {contextLength} needs at least {contextLength + 1L} tokens; found {tokens}.");
        }
    }

    /// <summary>What these ids are called in a message.</summary>
    public override string ToString() => "the tokens";

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

        public override string ToString() => whole.ToString()!;
    }

    private sealed class Concatenated(IReadOnlyList<TokenSequence> parts) : TokenSequence
    {
        public override long Count { get; } = parts.Sum(part => part.Count);

        public override void CopyTo(long start, Span<long> destination)
        {
            RequireRange(start, destination.Length);
            foreach (var part in parts)
            {
                if (start < part.Count && !destination.IsEmpty)
                {
                    var taken = (int)Math.Min(part.Count - start, destination.Length);
                    part.CopyTo(start, destination[..taken]);
                    destination = destination[taken..];
                    start = 0;
                }
                else
                {
                    start = Math.Max(0, start - part.Count);
                }
            }
        }

        public override string ToString() => string.Join(" + ", parts);
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
