using System.Security.Cryptography;

namespace Cs336.Train.Files;

/// <summary>A text as it is read, with a count of what was read; complains with the name of what it reads.</summary>
/// <param name="name">What to call it in a sentence.</param>
/// <param name="text">The text.</param>
/// <param name="source">What it is decompressed from; null where no place in it can be told.</param>
internal sealed class TextStream(string name, Stream text, Stream? source) : ReadingStream
{
    /// <summary>Bytes of text that were read.</summary>
    public long TextBytes { get; private set; }

    /// <summary>Bytes that were read to get them: fewer where the text is compressed.</summary>
    public long SourceBytes => source?.Position ?? TextBytes;

    /// <summary>Takes every byte that is read, where it is set.</summary>
    public IncrementalHash? Hash { get; init; }

    /// <summary>What is said about a text without a byte.</summary>
    public static string EmptySentence(string name) => $"{name}: the file is empty; expected text.";

    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = text.Read(buffer);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{name}: expected gzipped text; found damaged or truncated data after {TextBytes} bytes of it.", error);
        }
        TextBytes += count;
        Hash?.AppendData(buffer[..count]);
        return count;
    }

    /// <summary>Makes sure, at the end, that there was something to read.</summary>
    /// <exception cref="IOException">There was not.</exception>
    public void RequireContent()
    {
        if (TextBytes == 0)
            throw new IOException(EmptySentence(name));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
        base.Dispose(disposing);
    }
}
