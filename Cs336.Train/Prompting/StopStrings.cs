namespace Cs336.Train.Prompting;

/// <summary>Finds the first of several texts to be complete in a stream, also across pieces: what may yet become one of them is held back.</summary>
internal sealed class StopStrings(IReadOnlyList<string> stops)
{
    private string held = "";

    /// <summary>The text that was found, or null.</summary>
    public string? Found { get; private set; }

    /// <summary>The part of the stream that is safe to show: up to the stop text, or up to what may be the beginning of one.</summary>
    public string Push(string piece)
    {
        held += piece;
        // The one that is complete first, wherever the pieces end; of several that are complete at once the longest.
        var (end, complete) = (held.Length, int.MaxValue);
        foreach (var stop in stops)
        {
            var at = held.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (at + stop.Length, at).CompareTo((complete, end)) < 0)
                (end, complete, Found) = (at, at + stop.Length, stop);
        }
        if (Found is null)
            end = held.Length - stops.Select(LengthOfBeginning).DefaultIfEmpty(0).Max();
        var shown = held[..end];
        held = Found is null ? held[end..] : "";
        return shown;
    }

    /// <summary>What was held back in vain.</summary>
    public string Flush()
    {
        var rest = held;
        held = "";
        return rest;
    }

    /// <summary>How much of the stream's end is a beginning of <paramref name="stop"/>.</summary>
    private int LengthOfBeginning(string stop)
    {
        for (var length = Math.Min(stop.Length - 1, held.Length); length > 0; length--)
        {
            if (held.EndsWith(stop[..length], StringComparison.Ordinal))
                return length;
        }
        return 0;
    }
}
