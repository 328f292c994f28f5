namespace Cs336.Train.Files;

/// <summary>Text files that a user names.</summary>
internal static class TextFile
{
    /// <summary>Makes sure that there is something to read.</summary>
    /// <exception cref="IOException">The file is missing or empty, or is a directory.</exception>
    public static void RequireContent(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: expected a text file; found a directory.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file.", path);
        if (new FileInfo(path).Length == 0)
            throw new IOException($"{path}: the file is empty; expected text.");
    }
}
