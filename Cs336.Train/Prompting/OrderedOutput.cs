using System.Text;

namespace Cs336.Train.Prompting;

/// <summary>
/// Shows texts that grow together one after the other: the first that has not ended as it grows, those behind it when their turn comes.
/// </summary>
internal sealed class OrderedOutput(TextFormat format, TextWriter output)
{
    private readonly Queue<(WrittenText Text, StringBuilder Waiting)> queue = [];

    /// <summary>Puts a text at the end of the queue.</summary>
    public void Begin(WrittenText text)
    {
        queue.Enqueue((text, new StringBuilder(format.Begin(text))));
        ShowWhoseTurnItIs();
    }

    /// <summary>Shows that a text has grown by a token, and by these characters.</summary>
    public void Grow(WrittenText text, string piece) => Add(text, format.Grow(text, piece));

    /// <summary>Shows the end of a text.</summary>
    public void End(WrittenText text) => Add(text, format.End(text, text.Finish()));

    private void Add(WrittenText text, string shown)
    {
        foreach (var (queued, waiting) in queue)
        {
            if (queued == text)
                waiting.Append(shown);
        }
        ShowWhoseTurnItIs();
    }

    private void ShowWhoseTurnItIs()
    {
        while (queue.TryPeek(out var next))
        {
            if (next.Waiting.Length > 0)
            {
                output.Write(next.Waiting);
                output.Flush();
                next.Waiting.Clear();
            }
            if (!next.Text.HasEnded)
                return;
            queue.Dequeue();
        }
    }
}
