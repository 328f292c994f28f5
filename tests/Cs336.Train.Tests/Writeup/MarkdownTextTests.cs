using System.Xml.Linq;
using Cs336.Train.Writeup;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.Writeup;

public sealed class MarkdownTextTests
{
    [Property(MaxTest = 500)]
    public Property Any_text_is_shown_as_it_is_in_a_paragraph() => Prop.ForAll(Texts, text =>
        Assert.Equal($"a {text} b", Rendered($"a {MarkdownText.Escaped(text)} b").Element("p")?.Value));

    [Property(MaxTest = 500)]
    public Property Any_text_is_shown_as_it_is_as_code() => Prop.ForAll(Texts, text =>
        Assert.Equal(text, Rendered($"a {MarkdownText.Code(text)} b").Element("p")?.Element("code")?.Value));

    [Property(MaxTest = 500)]
    public Property Any_text_is_shown_as_it_is_in_a_block() => Prop.ForAll(Texts, text =>
        Assert.Equal(text + "\n", Rendered(MarkdownText.Block(text)).Element("pre")?.Value));

    [Property(MaxTest = 500)]
    public Property Any_text_is_shown_as_it_is_in_a_table() => Prop.ForAll(Texts, text =>
    {
        var cells = Rendered(MarkdownText.Table(["a", "b", "c"], [[MarkdownText.Escaped(text), MarkdownText.Code(text), "end"]]))
            .Descendants("td").Select(cell => cell.Value).ToList();

        Assert.Equal([text.Trim(' '), text, "end"], cells);
    });

    [Theory]
    [InlineData("\0\u001b", "␀␛")]
    [InlineData("a\rb", "a␍b")]
    [InlineData("\u007f\u0085\u202e", "␡⟨U+0085⟩⟨U+202E⟩")]
    [InlineData("a\tb", "a\tb")]
    public void What_cannot_be_seen_is_shown_by_something_that_can(string text, string shown)
    {
        Assert.Equal(shown, Rendered(MarkdownText.Code(text)).Value.Trim());
        Assert.Equal(shown, Rendered(MarkdownText.Block(text)).Value.Trim());
        Assert.Equal(shown != text, MarkdownText.HasInvisible(text));
    }

    // An attribute could not carry it.
    [Fact]
    public void Half_a_character_is_shown_as_the_replacement_for_one() =>
        What_cannot_be_seen_is_shown_by_something_that_can(new string('\ud800', 1), "\ufffd");

    [Fact]
    public void Line_ends_of_any_system_are_line_ends() =>
        Assert.Equal("a\nb\nc\n", Rendered(MarkdownText.Block("a\r\nb\nc")).Element("pre")?.Value);

    /// <summary>Pieces of markup in any order, on one line.</summary>
    private static Arbitrary<string> Texts =>
        Gen.Elements("|", "\\", "`", "``", "<", ">", "<b>", "&", "&amp;", "*", "_", "[", "](x)", "!", "#", "- ", "1. ", "~~", "$", " ", "a", "日", "http://x")
            .NonEmptyListOf().Select(string.Concat)
            .Where(text => !text.StartsWith(' ') && !text.EndsWith(' '))
            .ToArbitrary();

    private static XElement Rendered(string markdown) =>
        XElement.Parse($"<x>{MarkdownHtml.Of(markdown, new Dictionary<string, string>(), "log.md")}</x>", LoadOptions.PreserveWhitespace);
}
