namespace Cs336.Train.Files;

/// <summary>Text files that a user names.</summary>
internal static class TextFile
{
    /// <summary>Makes sure that there is something to read.</summary>
    /// <returns>How much: the length in bytes, of the file itself where the path is a link.</returns>
    /// <exception cref="IOException">The file is missing or empty, or is a directory or a pipe.</exception>
    public static long RequireContent(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: expected a text file; found a directory.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file.", path);
        using var file = File.OpenRead(path);
        if (!file.CanSeek)
            throw new IOException($"{path}: expected a file on a disk; found a pipe.");
        if (file.Length == 0)
            throw new IOException($"{path}: the file is empty; expected text.");
        return file.Length;
    }
}
