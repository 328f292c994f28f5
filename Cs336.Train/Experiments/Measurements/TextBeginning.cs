using System.Text;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>The beginnings of text files, where all of a text would be more than is needed or fits into memory.</summary>
internal static class TextBeginning
{
    /// <summary>The first bytes.</summary>
    /// <param name="path">A file.</param>
    /// <param name="most">How many at most.</param>
    public static byte[] Bytes(string path, int most)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(most, file.Length)];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The characters of the first bytes, without one that their end cuts off.</summary>
    /// <param name="path">A file in UTF-8.</param>
    /// <param name="mostBytes">How many bytes at most.</param>
    public static string Text(string path, int mostBytes)
    {
        var bytes = Bytes(path, mostBytes);
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        // What is cut off stays in the decoder.
        var count = Encoding.UTF8.GetDecoder().GetChars(bytes, characters, flush: false);
        return new string(characters, 0, count);
    }
}
