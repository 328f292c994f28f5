using System.Text;
using Cs336.Train.Experiments.Measurements;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.Experiments.Measurements;

public sealed class UnicodeTests
{
    [Fact]
    public void Two_byte_sequences_are_counted_as_the_encodings_of_all_characters_say()
    {
        // Independent of any decoder: what every character encodes to, and the beginnings of that.
        var encodings = Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value)).Select(Encode).ToList();
        var ascii = encodings.Where(bytes => bytes.Length == 1).ToList();
        var firstBytes = encodings.Where(bytes => bytes.Length > 1).Select(bytes => bytes[0]).ToHashSet();
        var pairs = encodings.Where(bytes => bytes.Length > 2).Select(bytes => (bytes[0], bytes[1])).ToHashSet();

        var found = TwoByteSequences.Count();

        Assert.Equal(ascii.Count * ascii.Count, found.TwoCharacters);
        Assert.Equal(encodings.Count(bytes => bytes.Length == 2), found.OneCharacter);
        Assert.Equal(pairs.Count + (ascii.Count * firstBytes.Count), found.Beginnings);
        Assert.Equal(65_536, found.All);
        // 65,536 less 128 × 128 and 30 × 64.
        Assert.Equal(47_232, found.IllFormed);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0x80 }, false)]
    [InlineData(new byte[] { 0xE7, 0x89 }, true)]
    [InlineData(new byte[] { 0x41, 0xC3 }, true)]
    [InlineData(new byte[] { 0xC3, 0x41 }, false)]
    [InlineData(new byte[] { 0xED, 0xA0 }, false)]
    [InlineData(new byte[] { 0x41, 0x42 }, false)]
    public void Beginnings_are_what_more_bytes_could_complete(byte[] bytes, bool expected) =>
        Assert.Equal(expected, TwoByteSequences.IsBeginning(bytes));

    [Fact]
    public void Every_shown_sequence_is_refused()
    {
        var found = Utf8Decoding.Observe();

        Assert.All(found.IllFormed, sequence => Assert.NotNull(sequence.Error));
        Assert.All(found.IllFormed, sequence => Assert.Contains('\uFFFD', sequence.Replaced));
        Assert.Contains(found.IllFormed, sequence => sequence.IsBeginning);
        Assert.Contains(found.ByteByByte, text => !text.IsRight);
    }

    [Property]
    public Property Decoding_byte_by_byte_is_right_for_ASCII_alone() => Prop.ForAll(Texts, text =>
    {
        var decoded = ByteWiseDecoding.Of(text);

        Assert.Equal(text.All(char.IsAscii), decoded.IsRight);
        Assert.Equal(decoded.IsRight, decoded.Error is null);
    });

    [Property]
    public Property Sizes_are_those_of_the_characters() => Prop.ForAll(Texts, text =>
    {
        var sizes = TextSizes.Of("", text);
        var runes = text.EnumerateRunes().ToList();

        Assert.Equal(
            (runes.Count, runes.Sum(rune => rune.Utf8SequenceLength), 2 * runes.Sum(rune => rune.Utf16SequenceLength), 4 * runes.Count),
            (sizes.CodePoints, sizes.Utf8.Bytes, sizes.Utf16.Bytes, sizes.Utf32.Bytes));
        Assert.Equal(runes.Count(rune => rune.Value == 0), sizes.Utf8.Zeros);
        Assert.Equal(runes.Sum(rune => ZeroBytes(rune.Value)), sizes.Utf32.Zeros);
    });

    [Fact]
    public void A_character_that_the_limit_cuts_off_is_left_out()
    {
        using var corpora = new TinyCorpora();
        var path = corpora.Write("text.txt", "naïve 牛");

        Assert.Equal("na", TextBeginning.Text(path, 3));
        Assert.Equal("naï", TextBeginning.Text(path, 4));
        Assert.Equal("naïve ", TextBeginning.Text(path, 9));
        Assert.Equal("naïve 牛", TextBeginning.Text(path, 100));
    }

    [Fact]
    public void The_null_character_is_a_control_character_that_only_C_stops_at()
    {
        var found = NullCharacter.Observe();

        Assert.Equal(("U+0000", "Control", false), (found.CodePoint, found.Category, found.IsWhiteSpace));
        Assert.Equal(new ShownText("\"\\u0000\"", 1, "00"), found.Alone);
        Assert.Equal((21, "\"this is a test\""), (found.InText.Characters, found.ReadAsCString));
        Assert.False(found.EqualsTextWithout);
        Assert.True(found.SurvivesRoundTrip);
        Assert.Contains("\"\\u0000\"", found.PreTokens);
    }

    private static Arbitrary<string> Texts => Gen.OneOf(
            Gen.Choose(0, 0x7F), Gen.Choose(0x80, 0x7FF), Gen.Choose(0x800, 0xD7FF), Gen.Choose(0x10000, 0x10FFFF))
        .ArrayOf()
        .Select(values => string.Concat(values.Select(value => new Rune(value))))
        .ToArbitrary();

    private static byte[] Encode(Rune rune)
    {
        var bytes = new byte[4];
        return bytes[..rune.EncodeToUtf8(bytes)];
    }

    private static int ZeroBytes(int value) => BitConverter.GetBytes(value).Count(part => part == 0);
}
