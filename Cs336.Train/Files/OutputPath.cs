using Cs336.Model;

namespace Cs336.Train.Files;

/// <summary>Places that a user names for output, looked at before the work whose result goes there.</summary>
internal static class OutputPath
{
    /// <summary>Makes sure that a file can be written or replaced there, and makes its folder.</summary>
    /// <param name="path">Where the output goes.</param>
    /// <param name="inputs">What the output is made from.</param>
    /// <exception cref="ConfigurationException">It would replace its own input.</exception>
    /// <exception cref="IOException">A directory or a device has that name, or the folder cannot be made.</exception>
    public static void PrepareFile(string path, params IEnumerable<string> inputs)
    {
        if (inputs.Any(input => Resolved(input) == Resolved(path)))
            throw new ConfigurationException($"{path}: the output would replace the input; expected another name.");
        if (Directory.Exists(path))
            throw new IOException($"{path}: expected the name of a file to write; found a directory.");
        if (IsDevice(path))
            throw new IOException($"{path}: expected the name of a file to write; found a device.");
        PrepareDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes a directory and those around it.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void PrepareDirectory(string path)
    {
        RequireDirectory(path);
        Directory.CreateDirectory(path);
    }

    /// <summary>Makes sure that a directory can be made there, or is there and can be written to, and makes nothing.</summary>
    /// <exception cref="IOException">A file is in the way, or the directory, or the one to make it in, cannot be written to.</exception>
    public static void RequireDirectory(string path)
    {
        for (var part = Path.GetFullPath(path); part is not null; part = Path.GetDirectoryName(part))
        {
            if (File.Exists(part))
                throw new IOException($"{part}: expected a directory; found a file.");
            if (!Directory.Exists(part))
                continue;
            RequireWritable(part);
            return;
        }
    }

    /// <summary>The full path, every link on the way followed.</summary>
    private static string Resolved(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder)
            return full;
        var here = Path.Combine(Resolved(folder), Path.GetFileName(full));
        // Only full paths: .NET looks for the target of a link that is named by a relative one in the root directory.
        var target = Directory.Exists(here) ? Directory.ResolveLinkTarget(here, returnFinalTarget: false)
            : File.Exists(here) ? File.ResolveLinkTarget(here, returnFinalTarget: false)
            : null;
        return target is null ? here : Resolved(target.FullName);
    }

    /// <summary>Files are replaced by renaming, which would put a file in a device's place wherever the user may do that.</summary>
    private static bool IsDevice(string path) => !OperatingSystem.IsWindows() && File.Exists(path)
        && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal)
        && !Path.GetFullPath(path).StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>Whether a directory can be written to is known only by doing it.</summary>
    private static void RequireWritable(string directory)
    {
        try
        {
            using var probe = new FileStream(
                Path.Combine(directory, $".{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The probe's own name means nothing to the user.
            var reason = error.Message.Contains("Read-only", StringComparison.Ordinal) ? "a read-only file system" : "that it refuses";
            throw new IOException($"{directory}: expected a directory to write to; found {reason}.", error);
        }
    }
}
