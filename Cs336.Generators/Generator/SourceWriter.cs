using System.Text;

namespace Cs336.Generators;

/// <summary>Text in lines, indented by block, with the same line ends on every system.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>Writes one line; an empty one without indentation.</summary>
    public void Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(' ', depth * 4).Append(line);
        text.Append('\n');
    }

    /// <summary>Writes a blank line unless the last line opened a block.</summary>
    public void Gap()
    {
        var opened = text.Length > 1 && text[text.Length - 2] is '{' or '[';
        if (!opened)
            Line();
    }

    /// <summary>Opens a block: what follows is indented until its <see cref="Close"/>.</summary>
    public void Open(string bracket = "{")
    {
        Line(bracket);
        depth++;
    }

    /// <summary>Ends the innermost block.</summary>
    public void Close(string bracket = "}")
    {
        depth--;
        Line(bracket);
    }

    /// <summary>Writes one line, indented once more than the block it is in.</summary>
    public void Continuation(string line)
    {
        depth++;
        Line(line);
        depth--;
    }

    public override string ToString() => text.ToString();
}
