using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Cs336.Conformance.Tests.Fixtures;
using Cs336.Tokenizer;
using static Cs336.Adapters.Adapters;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>
/// A vocabulary and its merges, in the form that the assignment's functions take. The readers here are the tests' own, so that they
/// share no mistake with the tokenizer's.
/// </summary>
/// <param name="Vocab">Token bytes by id.</param>
/// <param name="Merges">The merges, lowest rank first.</param>
internal sealed record TokenizerParts(IReadOnlyDictionary<int, byte[]> Vocab, IReadOnlyList<(byte[] Left, byte[] Right)> Merges)
{
    private const string DefaultVocab = "official/gpt2_vocab.json";
    private const string DefaultMerges = "official/gpt2_merges.txt";

    private static readonly ConcurrentDictionary<(string? Vocab, string? Merges), TokenizerParts> Gpt2Files = [];

    private readonly ConcurrentDictionary<string, BpeTokenizer> tokenizers = [];

    /// <summary>
    /// The vocabulary that a JSON object states itself (<c>vocab_hex</c>), takes from a training case (<c>bpe_case</c>), or names by
    /// its files; GPT-2's where it does none of that.
    /// </summary>
    public static TokenizerParts Of(Fixture fixture, JsonElement holder)
    {
        if (holder.Find("vocab_hex") is { } tokens)
            return new(TokensOf(tokens), [.. holder.Texts("merges_hex").Select(MergeOf)]);
        if (holder.Find("bpe_case") is { } path)
        {
            using var trained = JsonDocument.Parse(File.ReadAllBytes(fixture.FileAt(path.GetString()!)));
            return Of(fixture, trained.RootElement);
        }
        var vocab = holder.Find("vocab")?.GetString();
        // Decoding needs no merges: a case that names a vocabulary only means just that.
        var merges = holder.Find("merges")?.GetString() ?? (vocab is null ? DefaultMerges : null);
        return Gpt2Files.GetOrAdd(
            (fixture.FileAt(vocab ?? DefaultVocab), merges is null ? null : fixture.FileAt(merges)),
            files => new(ReadGpt2Vocab(files.Vocab!), files.Merges is null ? [] : ReadGpt2Merges(files.Merges)));
    }

    /// <summary>The tokenizer with these special tokens, made once.</summary>
    public BpeTokenizer With(string[] specialTokens) =>
        tokenizers.GetOrAdd(JsonSerializer.Serialize(specialTokens), _ => GetTokenizer(Vocab, Merges, specialTokens));

    private static Dictionary<int, byte[]> TokensOf(JsonElement tokens) => tokens.ValueKind == JsonValueKind.Array
        ? tokens.EnumerateArray().Index().ToDictionary(token => token.Index, token => Convert.FromHexString(token.Item.GetString()!))
        : tokens.EnumerateObject().ToDictionary(token => int.Parse(token.Name), token => Convert.FromHexString(token.Value.GetString()!));

    /// <summary>A merge as two hexadecimal byte strings with a space between them.</summary>
    public static (byte[] Left, byte[] Right) MergeOf(string merge)
    {
        var parts = merge.Split(' ');
        return (Convert.FromHexString(parts[0]), Convert.FromHexString(parts[1]));
    }

    private static Dictionary<int, byte[]> ReadGpt2Vocab(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.EnumerateObject().ToDictionary(token => token.Value.GetInt32(), token => BytesOf(token.Name));
    }

    private static (byte[], byte[])[] ReadGpt2Merges(string path) =>
    [
        .. File.ReadAllText(path, new UTF8Encoding(false)).Split('\n')
            .Select(line => line.TrimEnd('\r').Split(' '))
            .Where(parts => parts is [var left, _] && left != "#version:")
            .Select(parts => (BytesOf(parts[0]), BytesOf(parts[1]))),
    ];

    private static byte[] BytesOf(string spelling) => [.. spelling.Select(character => ByteOf[character])];

    /// <summary>
    /// GPT-2 spells a byte by the Latin-1 character of its value where that is printable, the others, in order, by U+0100 and so on
    /// (<c>bytes_to_unicode</c> in openai/gpt-2's encoder.py).
    /// </summary>
    private static Dictionary<char, byte> ByteOf { get; } = Spellings();

    private static Dictionary<char, byte> Spellings()
    {
        var spellings = new Dictionary<char, byte>();
        var next = (char)0x100;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is >= 0x21 and <= 0x7E or >= 0xA1 and <= 0xAC or >= 0xAE;
            spellings.Add(printable ? (char)value : next++, (byte)value);
        }
        return spellings;
    }
}
