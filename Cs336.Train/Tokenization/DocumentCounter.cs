using System.Collections.Concurrent;
using Cs336.Tokenizer;

namespace Cs336.Train.Tokenization;

/// <summary>
/// Counts the pieces of a text, other than empty ones, that special tokens separate. Its ids may come in parts, from several threads and in
/// any order: of each part it is known how many pieces begin in it, and two neighbours hold the halves of one piece where the first ends
/// inside a piece and the second begins inside one.
/// </summary>
/// <param name="tokenizer">Knows the special tokens.</param>
internal sealed class DocumentCounter(BpeTokenizer tokenizer)
{
    /// <summary>So many values are looked for at once by vectors.</summary>
    private const int FewIds = 5;

    private readonly int[] specialIds =
        [.. tokenizer.SpecialTokens.Select(token => tokenizer.TryGetId(token, out var id) ? id : -1)];

    private readonly HashSet<int> specialSet =
        [.. tokenizer.SpecialTokens.Select(token => tokenizer.TryGetId(token, out var id) ? id : -1)];

    private readonly ConcurrentBag<Part> parts = [];

    /// <summary>Adds a part of the text.</summary>
    /// <param name="start">How many ids come before it.</param>
    /// <param name="ids">Its ids.</param>
    public void Add(long start, ReadOnlySpan<int> ids)
    {
        if (ids.IsEmpty)
            return;
        var (beginsInside, endsInside) = (!specialSet.Contains(ids[0]), !specialSet.Contains(ids[^1]));
        var pieces = 0L;
        while (!ids.IsEmpty)
        {
            var ordinary = OrdinaryAtStart(ids);
            pieces += ordinary > 0 ? 1 : 0;
            ids = ids[Math.Min(ids.Length, ordinary + 1)..];
        }
        parts.Add(new(start, pieces, beginsInside, endsInside));
    }

    /// <summary>How many documents all parts have together.</summary>
    public long Count()
    {
        var (count, inside) = (0L, false);
        foreach (var part in parts.OrderBy(part => part.Start))
        {
            count += part.Pieces - (inside && part.BeginsInside ? 1 : 0);
            inside = part.EndsInside;
        }
        return count;
    }

    private int OrdinaryAtStart(ReadOnlySpan<int> ids)
    {
        if (specialIds.Length <= FewIds)
            return ids.IndexOfAny(specialIds) is >= 0 and var found ? found : ids.Length;
        var count = 0;
        while (count < ids.Length && !specialSet.Contains(ids[count]))
            count++;
        return count;
    }

    private readonly record struct Part(long Start, long Pieces, bool BeginsInside, bool EndsInside);
}
