using Cs336.Train.Files;

namespace Cs336.Train.CourseData;

/// <summary>What a server said of the file that a <see cref="PartialFile"/> is the beginning of.</summary>
/// <param name="Source">Where it came from.</param>
/// <param name="ETag">The server's name for this version of it, or null.</param>
/// <param name="LastModified">When it was last changed, or null.</param>
/// <param name="Bytes">Its whole length, or null.</param>
internal sealed record RemoteVersion(Uri Source, string? ETag, DateTimeOffset? LastModified, long? Bytes);

/// <summary>
/// The beginning of a file: <c>NAME.part</c>, and beside it <c>NAME.part.json</c> with the <see cref="RemoteVersion"/>, so that a later
/// process can go on. One process at a time holds it open.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly FileStream file;

    /// <summary>Opens or creates the beginning of <paramref name="target"/>.</summary>
    /// <exception cref="IOException">Another process holds it.</exception>
    public PartialFile(string target)
    {
        Path = target + ".part";
        try
        {
            // Without a buffer, so that what a full disk refuses is noticed where it is written.
            file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (File.Exists(Path))
        {
            throw new IOException($"{Path}: another process is fetching this file ({error.Message.TrimEnd('.')}).", error);
        }
        Version = File.Exists(VersionPath) ? ReadVersion() : null;
        if (Version is null)
            file.SetLength(0);
    }

    public string Path { get; }

    /// <summary>Which file this is the beginning of; null while there is nothing.</summary>
    public RemoteVersion? Version { get; private set; }

    /// <summary>Bytes that are there.</summary>
    public long Length => file.Length;

    private string VersionPath => Path + ".json";

    /// <summary>Starts over with another version; null: with whatever comes.</summary>
    public void Restart(RemoteVersion? version)
    {
        file.SetLength(0);
        Version = version;
        if (version is null)
            File.Delete(VersionPath);
        else
            JsonFile.Write(VersionPath, version);
    }

    /// <exception cref="IOException">The disk refuses: it is full, for example.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Position = file.Length;
            file.Write(bytes);
        }
        catch (IOException error)
        {
            throw new IOException(
                $"{Path}: cannot be written: {error.Message.TrimEnd('.')}; what is there is kept, and the next fetch goes on from it.", error);
        }
    }

    /// <summary>The content from its start, for reading; this object stays its owner.</summary>
    public Stream Content()
    {
        file.Position = 0;
        return file;
    }

    /// <summary>Makes sure that everything is on the disk and gives the file its final name.</summary>
    public void MoveTo(string target)
    {
        file.Flush(flushToDisk: true);
        file.Dispose();
        File.Move(Path, target);
        File.Delete(VersionPath);
    }

    /// <summary>Removes it, as something of no further use.</summary>
    public void Delete()
    {
        file.Dispose();
        File.Delete(Path);
        File.Delete(VersionPath);
    }

    public void Dispose() => file.Dispose();

    private RemoteVersion? ReadVersion()
    {
        try
        {
            return JsonFile.Read<RemoteVersion>(VersionPath);
        }
        catch (InvalidDataException)
        {
            // Without it nobody knows what the bytes are the beginning of; they are fetched again.
            return null;
        }
    }
}
