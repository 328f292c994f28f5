namespace Cs336.Model.Sampling;

/// <summary>Why a text has ended.</summary>
public enum EndReason
{
    /// <summary>It has as many tokens as it may have.</summary>
    Limit,

    /// <summary>The stop id was drawn.</summary>
    StopId,

    /// <summary>The model's context is full.</summary>
    Context,

    /// <summary>Whoever reads it said so.</summary>
    Reader,
}

/// <summary>A token that can be drawn, and how probably.</summary>
/// <param name="Id">The token.</param>
/// <param name="Probability">After all filters, above 0.</param>
public readonly record struct Candidate(int Id, double Probability);

/// <summary>A token that has been drawn.</summary>
/// <param name="Text">The text it continues.</param>
/// <param name="Id">The token.</param>
/// <param name="IsStop">Whether it is the stop id, which ends the text and is no part of it.</param>
/// <param name="Candidates">
/// The most probable tokens it was drawn from, most probable first; as many as <see cref="ContinuationOptions.Candidates"/> says.
/// </param>
public readonly record struct Draw(ContinuedText Text, int Id, bool IsStop, IReadOnlyList<Candidate> Candidates);

/// <summary>One of the texts of a <see cref="Generation"/>.</summary>
public sealed class ContinuedText
{
    private readonly List<int> ids = [];
    private readonly List<int> window;
    private readonly HashSet<int> seen;

    internal ContinuedText(int index, IReadOnlyList<int> prompt, long seed, int context)
    {
        (Index, Prompt, Seed) = (index, prompt, seed);
        seen = [.. prompt];
        window = [.. prompt];
        if (prompt.Count > context)
            Slide(context);
        PromptTokensDropped = prompt.Count - window.Count;
    }

    /// <summary>Which of the texts this is.</summary>
    public int Index { get; }

    /// <summary>The ids it began with.</summary>
    public IReadOnlyList<int> Prompt { get; }

    /// <summary>How many of them, from the first on, the model did not see, because they would not have fitted its context.</summary>
    public int PromptTokensDropped { get; }

    /// <summary>What decides its draws.</summary>
    public long Seed { get; }

    /// <summary>The ids drawn so far.</summary>
    public IReadOnlyList<int> Ids => ids;

    /// <summary>Why it has ended; null while it goes on.</summary>
    public EndReason? End { get; internal set; }

    /// <summary>Every id of prompt and continuation.</summary>
    internal IReadOnlyCollection<int> Seen => seen;

    /// <summary>The ids that the next one is drawn after, at most the model's context.</summary>
    internal ReadOnlySpan<int> Window => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(window);

    /// <summary>Whether the decoder has to begin with the whole window, because it is new or has slid.</summary>
    internal bool MustBegin { get; set; } = true;

    /// <summary>Adds a drawn id.</summary>
    internal void Add(int id, int context)
    {
        ids.Add(id);
        seen.Add(id);
        window.Add(id);
        if (window.Count > context)
            Slide(context);
    }

    private void Slide(int context)
    {
        window.RemoveRange(0, window.Count - Math.Max(1, context / 2));
        MustBegin = true;
    }
}
