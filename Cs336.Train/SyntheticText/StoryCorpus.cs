using System.Text;
using Cs336.Train.Tokenization;

namespace Cs336.Train.SyntheticText;

/// <summary>Writes a corpus of synthetic children's stories.</summary>
internal static class StoryCorpus
{
    /// <summary>The number of distinct words when none is asked for.</summary>
    public const int DefaultWords = 5_000;

    private const int BlockLength = 1 << 16;

    /// <summary>
    /// Writes whole stories, each ended by the line <see cref="SpecialToken.EndOfText"/>, until at least <paramref name="bytes"/> bytes
    /// are written.
    /// The text is ASCII and depends on the arguments alone; a longer one begins with the shorter one.
    /// </summary>
    /// <param name="destination">Where the text goes; it stays open.</param>
    /// <param name="bytes">The wished length in bytes.</param>
    /// <param name="words">The most distinct words; at least <see cref="StoryGrammar.MinimumWords"/>.</param>
    /// <param name="seed">Chooses the stories.</param>
    /// <param name="progress">Told the bytes written so far, every 64 KiB or so and at the end.</param>
    /// <param name="cancellationToken">Looked at as often.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="bytes"/> is negative, or <paramref name="words"/> is too small.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static long Write(
        Stream destination,
        long bytes,
        int words,
        ulong seed,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var stories = new StoryGenerator(StoryGrammar.OfAtMost(words), seed);
        var text = new StringBuilder(2 * BlockLength);
        var written = 0L;
        while (written < bytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // ASCII: as many bytes as characters.
            while (text.Length < BlockLength && written + text.Length < bytes)
            {
                stories.AppendStory(text);
                text.Append('\n').Append(SpecialToken.EndOfText).Append('\n');
            }

            destination.Write(Encoding.ASCII.GetBytes(text.ToString()));
            written += text.Length;
            text.Clear();
            progress?.Report(written);
        }

        return written;
    }
}
