using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cs336.Conformance.Tests.Fixtures;
using Xunit;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>Encoding a text that comes in pieces.</summary>
internal static class StreamingCases
{
    private const long LiveBytesAllowed = 1_000_000;

    /// <summary>The pieces give what the whole gives; the case also says whether each piece on its own would.</summary>
    public static void EncodeIterable(Fixture fixture)
    {
        var parts = TokenizerParts.Of(fixture, fixture.Json);
        SubCases.Check(fixture.Json, @case =>
        {
            var tokenizer = parts.With(TokenizerCases.SpecialTokens(@case, fixture.Json));
            var (chunks, expected) = (@case.Texts("chunks"), @case.Ints("ids"));
            Assert.Equal(expected, tokenizer.EncodeChunks(chunks));
            Assert.Equal(expected, tokenizer.Encode(string.Concat(chunks)));
            if (@case.Find("chunkwise_encoding_gives_the_same")?.GetBoolean() is { } same)
                Assert.Equal(same, expected.SequenceEqual(chunks.SelectMany(chunk => tokenizer.Encode(chunk))));
        });
    }

    /// <summary>A recipe: builds its text, encodes it lazily line by line, and watches the live memory on the way.</summary>
    public static void EncodeIterableMemory(Fixture fixture)
    {
        var recipe = fixture.Json;
        var tokenizer = TokenizerParts.Of(fixture, recipe).With(recipe.Texts("special_tokens"));
        var text = Repeat(File.ReadAllBytes(fixture.FileAt(recipe.Text("source"))), recipe.Int("bytes"));
        Assert.Equal(recipe.Text("sha256"), Convert.ToHexStringLower(SHA256.HashData(text)));
        CheckEncoding(recipe, tokenizer.EncodeChunks(Lines(text)));
        CheckEncoding(recipe, tokenizer.EncodeStream(new MemoryStream(text)));
    }

    private static void CheckEncoding(JsonElement recipe, IEnumerable<int> ids)
    {
        const int idsBetweenLooks = 1 << 17;
        using var hash = new IdHash();
        var (count, peak) = (0, 0L);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var id in ids)
        {
            hash.Append(id);
            if (++count % idsBetweenLooks == 0)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal(recipe.Int("n_ids"), count);
        Assert.Equal(recipe.Text("sha256_of_ids_as_uint16_le"), hash.ToString());
        Assert.True(peak <= LiveBytesAllowed, $"{peak} bytes were alive at once while encoding; expected at most {LiveBytesAllowed}.");
    }

    private static byte[] Repeat(ReadOnlySpan<byte> source, int length)
    {
        var text = new byte[length];
        for (var at = 0; at < length; at += source.Length)
            source[..Math.Min(source.Length, length - at)].CopyTo(text.AsSpan(at));
        return text;
    }

    /// <summary>The lines with their ends, decoded one at a time.</summary>
    private static IEnumerable<string> Lines(byte[] text)
    {
        for (var start = 0; start < text.Length;)
        {
            var newline = Array.IndexOf(text, (byte)'\n', start);
            var end = newline < 0 ? text.Length : newline + 1;
            yield return Encoding.UTF8.GetString(text, start, end - start);
            start = end;
        }
    }
}
