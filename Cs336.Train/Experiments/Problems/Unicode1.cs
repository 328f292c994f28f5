using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Writeup;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>unicode1</c> (assignment §2.1).</summary>
internal sealed class Unicode1 : Experiment
{
    private const string NullRun = "unicode-null";

    public override string Name => "unicode1";

    public override string Title => "Understanding Unicode";

    public override string Question => """
        (a) Which character is the one with the number 0, Python's `chr(0)`? (b) How does its representation differ from what printing it
        shows? (c) What happens when it occurs in a text?
        """;

    public override string Measured => "The character alone and inside a text: its properties, its escaped and its printed form, and what reads it.";

    public override string Judged => "By what .NET did with it.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) => [Measurement.Of(NullRun, 1, (_, _) => NullCharacter.Observe())];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        if (recorded.Result<NullCharacter>(NullRun) is not { } found)
        {
            section.NotRun("the null character, shown and printed", recorded.Command);
            return;
        }
        var entry = recorded.Entry(NullRun)!;
        section.Conclude($"{found.CodePoint}, {found.Category}; a text with it {(found.EqualsTextWithout ? "equals" : "differs from")} the one without.");
        section.Text($"""
            **(a)** It is the null character, NUL: code point {found.CodePoint}, of the general category
            *{found.Category}*{(found.IsWhiteSpace ? ", white space" : ", and no white space")}.

            **(b)** Its representation is escaped, so that a reader can tell it from every other text: {MarkdownText.Code(found.Alone.Escaped)}
            in JSON (Python's `repr` writes `'\x00'`). Printing it sends the character itself, here the byte {MarkdownText.Code(found.Alone.Printed)},
            for which a terminal shows nothing.
            """);
        section.Table(
            "The null character alone and in a text, as .NET writes them",
            ["escaped", "characters", "bytes when printed as UTF-8"],
            new[] { found.Alone, found.InText }.Select(text => (IReadOnlyList<string>)
                [MarkdownText.Code(text.Escaped), FormattableString.Invariant($"{text.Characters}"), MarkdownText.Code(text.Printed)]),
            entry);
        section.Text($"""
            **(c)** It is a character like any other, only unseen: the text above
            {(found.EqualsTextWithout ? "equals" : "looks like, but does not equal,")} the same text without it; GPT-2's pattern cuts it into
            {MarkdownText.Code(string.Join("  ", found.PreTokens))}; encoding and decoding {(found.SurvivesRoundTrip ? "give it back" : "lose it")}.
            But native code that takes a text as a pointer to its first byte, as C does, reads only
            {MarkdownText.Code(found.ReadAsCString)}.
            """);
    }
}
