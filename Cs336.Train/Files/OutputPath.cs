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
        for (var part = Path.GetFullPath(path); part is not null; part = Path.GetDirectoryName(part))
        {
            if (File.Exists(part))
                throw new IOException($"{part}: expected a directory; found a file.");
        }
        Directory.CreateDirectory(path);
    }

    /// <summary>The full path, links followed.</summary>
    private static string Resolved(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);

    /// <summary>Files are replaced by renaming, which would put a file in a device's place wherever the user may do that.</summary>
    private static bool IsDevice(string path) => !OperatingSystem.IsWindows() && File.Exists(path)
        && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal)
        && !Path.GetFullPath(path).StartsWith("/dev/shm/", StringComparison.Ordinal);
}
