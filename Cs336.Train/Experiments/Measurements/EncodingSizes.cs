using System.Text;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>How long a text is in one of Unicode's encodings.</summary>
/// <param name="Bytes">Bytes, without a byte order mark.</param>
/// <param name="Zeros">How many of them are 0.</param>
internal sealed record EncodedSize(long Bytes, long Zeros)
{
    /// <summary>Counts the bytes of a text.</summary>
    public static EncodedSize Of(string text, Encoding encoding)
    {
        var bytes = encoding.GetBytes(text);
        return new(bytes.Length, bytes.AsSpan().Count((byte)0));
    }
}

/// <summary>A text in the three encodings.</summary>
/// <param name="Name">What it is.</param>
/// <param name="CodePoints">Its characters, as Unicode counts them.</param>
/// <param name="Utf8">In UTF-8.</param>
/// <param name="Utf16">In UTF-16.</param>
/// <param name="Utf32">In UTF-32.</param>
internal sealed record TextSizes(string Name, long CodePoints, EncodedSize Utf8, EncodedSize Utf16, EncodedSize Utf32)
{
    /// <summary>Encodes a text.</summary>
    public static TextSizes Of(string name, string text)
    {
        var utf32 = EncodedSize.Of(text, Encoding.UTF32);
        return new(name, utf32.Bytes / sizeof(int), EncodedSize.Of(text, Encoding.UTF8), EncodedSize.Of(text, Encoding.Unicode), utf32);
    }
}

/// <summary>The sizes of texts in UTF-8, UTF-16 and UTF-32.</summary>
/// <param name="Texts">The texts.</param>
internal sealed record EncodingSizes(IReadOnlyList<TextSizes> Texts)
{
    /// <summary>So much of a corpus says as much as all of it, and fits into memory three times over.</summary>
    private const int MostBytes = 16_000_000;

    /// <summary>The sizes of the built-in samples.</summary>
    public static EncodingSizes OfSamples() => new([.. LanguageSamples.All.Select(sample => TextSizes.Of(sample.Name, sample.Text))]);

    /// <summary>The sizes of the beginning of a text file in UTF-8.</summary>
    /// <param name="path">Where it lies.</param>
    public static EncodingSizes OfFile(string path) => new([TextSizes.Of(Path.GetFileName(path), TextBeginning.Text(path, MostBytes))]);
}
