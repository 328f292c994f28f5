namespace Cs336.Train.Experiments.Data;

/// <summary>A file of the user's, as it was when it was looked at.</summary>
/// <param name="Path">Its full name.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Modified">When it was last written to (UTC).</param>
internal sealed record SourceFile(string Path, long Length, DateTime Modified)
{
    /// <summary>Looks at a file.</summary>
    public static SourceFile Of(string path)
    {
        var file = new FileInfo(path);
        return new(file.FullName, file.Length, file.LastWriteTimeUtc);
    }
}

/// <summary>The texts of a corpus on this disk, plain UTF-8: what is remembered of them, so that they are looked at once.</summary>
/// <param name="Record">What they are.</param>
/// <param name="Train">The file to train on.</param>
/// <param name="Valid">The file to validate on.</param>
/// <param name="Sources">The user's files that they are or were unpacked from; none where a stand-in was made.</param>
internal sealed record CorpusTexts(CorpusRecord Record, string Train, string Valid, IReadOnlyList<SourceFile> Sources);
