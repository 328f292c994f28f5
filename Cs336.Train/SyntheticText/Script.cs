using System.Text;

namespace Cs336.Train.SyntheticText;

/// <summary>
/// The words of one script, as many as its <c>octaves</c> allow. A word is a function of its rank; common ones are short. Ranks are drawn so
/// that each octave of them is as likely as any other, which is how often words occur in real text (Zipf's law), in integers alone.
/// </summary>
internal sealed class Script
{
    /// <summary>Words of lower rank are kept once they are spelled.</summary>
    private const int Kept = 1 << 16;

    private readonly byte[][] first;
    private readonly byte[][] later;
    private readonly byte[][] last;
    private readonly int octaves;
    private readonly ulong salt;
    private readonly byte[]?[] kept;

    /// <summary>A script of up to 2^<paramref name="octaves"/> words, made of syllables with blanks between them.</summary>
    public Script(int octaves, string first, string later, string last = "", bool spaced = true, string comma = ", ", string stop = ". ")
    {
        (this.octaves, Spaced, Comma, Stop) = (octaves, spaced, comma, stop);
        (this.first, this.later) = (Syllables(first), Syllables(later));
        // Half of all words end in none of the endings.
        this.last = last == "" ? [[]] : [.. Syllables(last), .. Enumerable.Repeat(Array.Empty<byte>(), last.Split(' ').Length)];
        kept = new byte[]?[Math.Min(Kept, 1 << octaves)];
        salt = (ulong)first.Length << 32 | (uint)later.Length;
    }

    /// <summary>Whether words are separated by spaces.</summary>
    public bool Spaced { get; }

    /// <summary>What separates the parts of a sentence, and sentences.</summary>
    public string Comma { get; }

    /// <inheritdoc cref="Comma"/>
    public string Stop { get; }

    /// <summary>Appends a word.</summary>
    public void AppendWord(Utf8Builder text, ref SplitMix64 random)
    {
        var octave = random.Below(octaves);
        var rank = (1 << octave) + random.Below(1 << octave) - 1;
        if (rank >= kept.Length)
        {
            Spell(rank, text);
            return;
        }
        if (kept[rank] is not { } word)
        {
            var start = text.Length;
            Spell(rank, text);
            kept[rank] = text.Written[start..].ToArray();
            return;
        }
        text.Append(word);
    }

    /// <summary>A syllable more for every five octaves, and then one by chance.</summary>
    private void Spell(int rank, Utf8Builder text)
    {
        var random = new SplitMix64(salt ^ (ulong)rank * 0xD1342543DE82EF95);
        text.Append(first[random.Below(first.Length)]);
        for (var more = int.Log2(rank + 1) / 5 + random.Below(2); more > 0; more--)
            text.Append(later[random.Below(later.Length)]);
        text.Append(last[random.Below(last.Length)]);
    }

    private static byte[][] Syllables(string list) => [.. list.Split(' ').Select(Encoding.UTF8.GetBytes)];
}
