using System.Text;

namespace PropertyTestATokenizer;

/// <summary>
/// A byte-level tokenizer of a few lines: GPT-2 style pre-tokens, merges within them, and streaming. It looks right and passes the tests
/// that one would think of, but one of its two forms has a bug.
/// </summary>
/// <param name="keepsSplitCharacters">
/// Whether a chunk that ends inside a character is held back until the rest has come. Without it each chunk becomes UTF-8 on its own, and
/// a surrogate pair that two chunks share becomes two U+FFFD.
/// </param>
public sealed class TinyTokenizer(bool keepsSplitCharacters)
{
    /// <summary>Ids 0 to 255 are the bytes; these pairs, in this order, are 256, 257, …</summary>
    private static readonly (int Left, int Right)[] Merges = [('h', 'e'), ('t', 256), (' ', 257), ('l', 'l'), (256, 259), (260, 'o')];

    /// <summary>How many ids there are.</summary>
    public const int VocabularySize = 256 + 6;

    /// <summary>The ids of a text.</summary>
    public int[] Encode(string text) => [.. EncodeBytes(Encoding.UTF8.GetBytes(text))];

    /// <summary>The ids of a text that comes in chunks.</summary>
    public IEnumerable<int> EncodeChunks(IEnumerable<string> chunks)
    {
        // Merges cross a space only at their left end, so what follows the last space waits for the next chunk.
        var pending = new List<byte>();
        var held = "";
        foreach (var chunk in chunks)
        {
            var text = held + chunk;
            var complete = keepsSplitCharacters && text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text.Length - 1 : text.Length;
            held = text[complete..];
            pending.AddRange(Encoding.UTF8.GetBytes(text[..complete]));
            var space = pending.LastIndexOf((byte)' ');
            if (space <= 0)
                continue;
            foreach (var id in EncodeBytes([.. pending[..space]]))
                yield return id;
            pending.RemoveRange(0, space);
        }
        foreach (var id in EncodeBytes([.. pending, .. Encoding.UTF8.GetBytes(held)]))
            yield return id;
    }

    /// <summary>The text of ids.</summary>
    public string Decode(int[] ids) => Encoding.UTF8.GetString([.. ids.SelectMany(BytesOf)]);

    private static List<int> EncodeBytes(byte[] bytes)
    {
        var ids = bytes.Select(value => (int)value).ToList();
        for (var rank = 0; rank < Merges.Length; rank++)
        {
            for (var i = 0; i + 1 < ids.Count; i++)
            {
                if ((ids[i], ids[i + 1]) != Merges[rank])
                    continue;
                ids[i] = 256 + rank;
                ids.RemoveAt(i + 1);
            }
        }
        return ids;
    }

    private static IEnumerable<byte> BytesOf(int id) =>
        id < 256 ? [(byte)id] : [.. BytesOf(Merges[id - 256].Left), .. BytesOf(Merges[id - 256].Right)];
}
