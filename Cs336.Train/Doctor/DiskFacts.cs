namespace Cs336.Train.Doctor;

/// <summary>Where a run would be written.</summary>
/// <param name="Directory">The directory, or the nearest one around it that exists.</param>
/// <param name="FreeBytes">Free space there; null where it cannot be known.</param>
/// <param name="WriteError">Why nothing can be written there; null where it can.</param>
internal sealed record DiskFacts(string Directory, long? FreeBytes, string? WriteError)
{
    /// <summary>Looks at a directory by writing a small file into it, which is gone when this returns.</summary>
    public static DiskFacts Of(string runDirectory)
    {
        var directory = Path.GetFullPath(runDirectory);
        while (!Path.Exists(directory))
            directory = Path.GetDirectoryName(directory)!;
        if (!System.IO.Directory.Exists(directory))
            return new(directory, null, $"{directory}: expected a directory; found a file.");
        try
        {
            var probe = Path.Combine(directory, $".cs336-doctor-{Guid.NewGuid():N}");
            using (var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096, FileOptions.DeleteOnClose))
            {
                file.Write(new byte[64 << 10]);
                file.Flush(flushToDisk: true);
            }
            return new(directory, new DriveInfo(directory).AvailableFreeSpace, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(directory, null, $"{directory}: a run cannot be written there: {error.Message}");
        }
    }
}
