using Cs336.Train.Tokenization;

namespace Cs336.Train.SyntheticText;

/// <summary>Writes a corpus as varied as the web's: heavy-tailed words of several scripts, numbers, code, addresses.</summary>
internal static class WebCorpus
{
    private const int BlockLength = 1 << 18;

    /// <summary>
    /// Writes whole documents, each ended by the line <see cref="SpecialToken.EndOfText"/>, until at least <paramref name="bytes"/> bytes
    /// are written. The text is UTF-8 and depends on the arguments alone; a longer one begins with the shorter one.
    /// </summary>
    /// <param name="destination">Where the text goes; it stays open.</param>
    /// <param name="bytes">The wished length in bytes.</param>
    /// <param name="seed">Chooses the documents.</param>
    /// <param name="progress">Told the bytes written so far, every 256 KiB or so and at the end.</param>
    /// <param name="cancellationToken">Looked at as often.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static long Write(
        Stream destination,
        long bytes,
        ulong seed,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var documents = new WebDocuments(seed);
        var text = new Utf8Builder(2 * BlockLength);
        var written = 0L;
        while (written < bytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (text.Length < BlockLength && written + text.Length < bytes)
            {
                documents.AppendDocument(text);
                text.Append(SpecialToken.EndOfText);
                text.Append("\n"u8);
            }

            destination.Write(text.Written);
            written += text.Length;
            text.Clear();
            progress?.Report(written);
        }

        return written;
    }
}
