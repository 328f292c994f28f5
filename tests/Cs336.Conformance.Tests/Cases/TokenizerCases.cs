using System.Text;
using System.Text.Json;
using Cs336.Conformance.Tests.Fixtures;
using Cs336.Tokenizer;
using Xunit;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>Encoding and decoding.</summary>
internal static class TokenizerCases
{
    /// <summary>Texts and their ids, there and back, under one vocabulary or several.</summary>
    public static void EncodeDecode(Fixture fixture)
    {
        var groups = (fixture.Json.Find("vocabularies") ?? fixture.Json.Find("tokenizers"))?.EnumerateArray().ToArray() ?? [fixture.Json];
        foreach (var group in groups)
        {
            var parts = TokenizerParts.Of(fixture, group);
            if (group.Find("vocab_size_after_specials") is { } size)
                Assert.Equal(size.GetInt32(), parts.With(SpecialTokens(group, group)).VocabularySize);
            SubCases.Check(group, @case => CheckEncodeDecode(parts.With(SpecialTokens(@case, group)), @case));
        }
    }

    /// <summary>Strings that may be ill-formed: refused by default, repaired where that is asked for.</summary>
    public static void Encode(Fixture fixture)
    {
        var parts = TokenizerParts.Of(fixture, fixture.Json);
        SubCases.Check(fixture.Json, @case =>
        {
            var tokenizer = parts.With(SpecialTokens(@case, fixture.Json));
            var text = @case.Find("text_utf16") is { } units
                ? string.Concat(units.EnumerateArray().Select(unit => (char)unit.GetUInt16()))
                : @case.Text("text");
            Assert.Equal(@case.Ints("ids"), tokenizer.Encode(text, IllFormedText.Replace));
            if (@case.Find("replaced_text")?.GetString() is { } replaced)
            {
                Assert.Equal(@case.Ints("ids"), tokenizer.Encode(replaced));
                if (replaced != text)
                    Assert.Throws<TokenizerException>(() => tokenizer.Encode(text));
            }
        });
    }

    /// <summary>Ids whose bytes need not be UTF-8.</summary>
    public static void Decode(Fixture fixture)
    {
        var parts = TokenizerParts.Of(fixture, fixture.Json);
        SubCases.Check(fixture.Json, @case =>
        {
            var (tokenizer, ids) = (parts.With(SpecialTokens(@case, fixture.Json)), @case.Ints("ids"));
            Assert.Equal(@case.Hex("bytes_hex"), tokenizer.DecodeBytes(ids));
            Assert.Equal(@case.Text("text"), tokenizer.Decode(ids));
            Assert.Equal(@case.Hex("text_utf8_hex"), Encoding.UTF8.GetBytes(tokenizer.Decode(ids)));
            Assert.Equal(@case.Text("text"), string.Concat(tokenizer.DecodeStream(ids)));
        });
    }

    /// <summary>Whole files, as bytes, at once and as a stream.</summary>
    public static void EncodeFile(Fixture fixture)
    {
        var parts = TokenizerParts.Of(fixture, fixture.Json);
        SubCases.Check(fixture.Json, @case =>
        {
            var tokenizer = parts.With(SpecialTokens(@case, fixture.Json));
            var bytes = File.ReadAllBytes(fixture.FileAt(@case.Text("file")));
            Assert.Equal(@case.Int("bytes"), bytes.Length);
            var ids = tokenizer.Encode(bytes);
            Assert.Equal(@case.Int("n_ids"), ids.Length);
            Assert.Equal(@case.Ints("first_ids"), ids.Take(@case.Ints("first_ids").Length));
            Assert.Equal(@case.Ints("last_ids"), ids.TakeLast(@case.Ints("last_ids").Length));
            using var hash = new IdHash();
            hash.Append(ids);
            Assert.Equal(@case.Text("sha256_of_ids_as_uint16_le"), hash.ToString());
            Assert.Equal(ids, tokenizer.EncodeStream(new MemoryStream(bytes)));
            Assert.Equal(bytes, tokenizer.DecodeBytes(ids));
        });
    }

    /// <summary>The special tokens of a case: its own, or its group's, or none.</summary>
    public static string[] SpecialTokens(JsonElement @case, JsonElement group) =>
        @case.Find("special_tokens") is not null ? @case.Texts("special_tokens")
        : group.Find("special_tokens") is not null ? group.Texts("special_tokens")
        : [];

    private static void CheckEncodeDecode(BpeTokenizer tokenizer, JsonElement @case)
    {
        var (text, utf8, expected) = (@case.Text("text"), @case.Hex("utf8_hex"), @case.Ints("ids"));
        Assert.Equal(utf8, Encoding.UTF8.GetBytes(text));
        Assert.Equal(expected, tokenizer.Encode(text));
        Assert.Equal(expected, tokenizer.Encode(utf8));
        Assert.Equal(text, tokenizer.Decode(expected));
        Assert.Equal(utf8, tokenizer.DecodeBytes(expected));
        if (@case.Find("pretokens") is not null)
            Assert.Equal(@case.Texts("pretokens"), tokenizer.PreTokens(text));
    }
}
