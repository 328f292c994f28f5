using System.Text;
using Cs336.Model.Sampling;
using Cs336.Tokenizer;

namespace Cs336.Train.Prompting;

/// <summary>A continued text as characters, up to a stop string if there is one.</summary>
internal sealed class WrittenText(
    Prompt prompt, int sample, ContinuedText continued, BpeTokenizer tokenizer, IReadOnlyList<string> stops, int minTokens)
{
    private readonly TextStream stream = new(tokenizer);
    private readonly StopStrings stopStrings = new(stops);
    private readonly StringBuilder text = new();
    private readonly List<Draw> draws = [];

    public Prompt Prompt => prompt;

    /// <summary>Which of the prompt's samples this is, from 0.</summary>
    public int Sample => sample;

    public ContinuedText Continued => continued;

    /// <summary>The continuation so far.</summary>
    public string Text => text.ToString();

    /// <summary>Every draw so far.</summary>
    public IReadOnlyList<Draw> Draws => draws;

    /// <summary>The stop string that has ended it, or null.</summary>
    public string? StoppedBy => stopStrings.Found;

    /// <summary>Whether it gets no more tokens.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Takes a token.</summary>
    /// <returns>The characters that are certain now.</returns>
    public string Take(Draw draw)
    {
        draws.Add(draw);
        if (draw.IsStop)
            return "";
        var piece = stream.Push(draw.Id);
        // Before the minimum a stop string is text like any other.
        return Add(continued.Ids.Count <= minTokens ? piece : stopStrings.Push(piece));
    }

    /// <summary>Takes the end.</summary>
    /// <returns>The characters that waited for something to follow.</returns>
    public string Finish()
    {
        HasEnded = true;
        if (StoppedBy is not null)
            return "";
        var rest = stopStrings.Push(stream.Flush());
        return Add(rest + stopStrings.Flush());
    }

    private string Add(string piece)
    {
        text.Append(piece);
        return piece;
    }
}
