using Cs336.Tokenizer;

namespace Cs336.Train.Prompting;

/// <summary>How texts appear on standard output.</summary>
internal abstract class TextFormat
{
    /// <summary>What stands before a text.</summary>
    public virtual string Begin(WrittenText text) => "";

    /// <summary>What appears when a text has grown by a token, and by these characters.</summary>
    public virtual string Grow(WrittenText text, string piece) => "";

    /// <summary>What stands at the end of a text, with the last of its characters.</summary>
    public abstract string End(WrittenText text, string piece);
}

/// <summary>The characters themselves; where there are several texts, each under a heading.</summary>
internal sealed class PlainFormat(bool several, bool echo) : TextFormat
{
    public override string Begin(WrittenText text)
    {
        var heading = several ? $"=== {text.Prompt.Where}, seed {text.Continued.Seed} ===\n" : "";
        return heading + (echo ? text.Prompt.Text : "");
    }

    public override string Grow(WrittenText text, string piece) => piece;

    public override string End(WrittenText text, string piece) => piece + "\n";
}

/// <summary>A line for each token: what was drawn, and what could have been; then the text.</summary>
internal sealed class ExplainFormat(PlainFormat plain, BpeTokenizer tokenizer) : TextFormat
{
    public override string Begin(WrittenText text) => "";

    public override string Grow(WrittenText text, string piece)
    {
        var draw = text.Draws[^1];
        var candidates = draw.Candidates.Select(candidate => $"{Name(candidate.Id)} {Percent(candidate.Probability)}");
        return $"{text.Draws.Count,4}. {Name(draw.Id)}, of {string.Join(", ", candidates)}\n";
    }

    public override string End(WrittenText text, string piece) => $"{plain.Begin(text)}{text.Text}\n";

    private string Name(int id) => TokenName.Of(id, tokenizer);

    private static string Percent(double probability) => FormattableString.Invariant($"{100 * probability:0.0#} %");
}
