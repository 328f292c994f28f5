namespace Cs336.Train.Files;

/// <summary>A directory that one process at a time works in.</summary>
internal static class ProcessLock
{
    /// <summary>Takes a directory, which is made if need be, until the result is disposed or the process ends, however it ends.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="refusal">What to say where another process has it, after the directory's name.</param>
    /// <exception cref="IOException">Another process has it, or it cannot be made.</exception>
    public static IDisposable Take(string directory, string refusal)
    {
        OutputPath.PrepareDirectory(directory);
        var path = Path.Combine(directory, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new IOException($"{directory}: {refusal}", error);
        }
    }
}
