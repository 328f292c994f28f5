namespace Cs336.Model.State;

/// <summary>Files that are either what they were or what they shall be, whenever the machine stops.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file under a temporary name, makes sure that it is on the disk, and moves it to its place.</summary>
    /// <param name="path">Where the file shall be; one of that name is replaced.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var temporaryPath = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = Disk.Create(temporaryPath))
            {
                write(file);
                Disk.Flush(file, temporaryPath);
            }
            Disk.MoveFile(temporaryPath, path);
        }
        catch
        {
            Disk.DeleteFile(temporaryPath);
            throw;
        }
    }

    /// <summary>The same for a content that is at hand.</summary>
    /// <param name="path">Where the file shall be; one of that name is replaced.</param>
    /// <param name="content">The content.</param>
    public static void Write(string path, ReadOnlyMemory<byte> content) => Write(path, file => file.Write(content.Span));
}
