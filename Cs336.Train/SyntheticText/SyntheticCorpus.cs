using Cs336.Model.State;

namespace Cs336.Train.SyntheticText;

/// <summary>The kinds of synthetic text as files: what <c>cs336 data synth</c> writes, and what stands in for a corpus.</summary>
internal static class SyntheticCorpus
{
    /// <summary>Simple stories of few words (<see cref="StoryCorpus"/>).</summary>
    public const string Stories = "stories";

    /// <summary>Text as varied as the web's (<see cref="WebCorpus"/>).</summary>
    public const string Web = "web";

    /// <summary>Bytes of a length in megabytes, of 10⁶ bytes.</summary>
    public static long BytesOf(double megabytes) => (long)Math.Ceiling(megabytes * 1_000_000);

    /// <summary>Writes a file, which appears under its name when it is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind"><see cref="Stories"/> or <see cref="Web"/>.</param>
    /// <param name="bytes">The wished length in bytes.</param>
    /// <param name="words">Base words of the stories; the web's are not limited.</param>
    /// <param name="seed">Chooses the documents.</param>
    /// <param name="progress">Told the bytes written so far.</param>
    /// <param name="cancellation">Ends the writing.</param>
    /// <returns>The bytes written.</returns>
    public static long Write(
        string path, string kind, long bytes, int words, ulong seed, IProgress<long>? progress, CancellationToken cancellation)
    {
        var written = 0L;
        AtomicFile.Write(path, file => written = kind == Stories
            ? StoryCorpus.Write(file, bytes, words, seed, progress, cancellation)
            : WebCorpus.Write(file, bytes, seed, progress, cancellation));
        return written;
    }
}
