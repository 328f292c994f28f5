using Cs336.Train.Files;

namespace Cs336.Train.CourseData;

/// <summary>A file that was fetched, as it was then.</summary>
/// <param name="Source">Where it came from.</param>
/// <param name="Bytes">Its length, unpacked.</param>
/// <param name="Sha256">Its SHA-256, unpacked, in lower-case hexadecimal.</param>
/// <param name="IsCourseFile">Whether that is the course's own file, to the last byte.</param>
internal sealed record LockedFile(string Source, long Bytes, string Sha256, bool IsCourseFile);

/// <summary>What lies in a directory of fetched files: <c>data.lock.json</c>.</summary>
internal sealed record DataLock
{
    private const string FileName = "data.lock.json";
    private const int CurrentFormatVersion = 1;

    /// <summary>The form of this file.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The files by name.</summary>
    public SortedDictionary<string, LockedFile> Files { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Where a directory's lock file lies.</summary>
    public static string PathIn(string directory) => Path.Combine(directory, FileName);

    /// <summary>The lock of a directory, empty where it has none.</summary>
    /// <exception cref="InvalidDataException">There is one, but it cannot be read.</exception>
    public static DataLock Of(string directory)
    {
        var path = PathIn(directory);
        if (!File.Exists(path))
            return new DataLock();
        var found = JsonFile.Read<DataLock>(path);
        if (found.FormatVersion != CurrentFormatVersion)
            throw new InvalidDataException($"{path}: expected format {CurrentFormatVersion}; found format {found.FormatVersion}.");
        return found;
    }

    /// <summary>Adds or replaces one file's entry on the disk; what others recorded meanwhile stays.</summary>
    public static void Record(string directory, string name, LockedFile file)
    {
        var current = Of(directory);
        current.Files[name] = file;
        JsonFile.Write(PathIn(directory), current);
    }
}
