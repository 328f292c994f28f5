namespace Cs336.Train.Reports;

/// <summary>What runs are called side by side.</summary>
internal static class RunNames
{
    private const int LongestInPlot = 40; // characters

    /// <summary>For each path its last parts, as few as tell it from the others.</summary>
    /// <param name="paths">The paths of the runs; no two the same.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> paths)
    {
        var parts = paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))
            .Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)).ToList();
        return [.. parts.Select(one => Enumerable.Range(1, Math.Max(1, one.Length))
            .Select(count => Tail(one, count))
            .First(tail => tail.Length == string.Join('/', one).Length || parts.Count(other => Tail(other, tail.Count(c => c == '/') + 1) == tail) == 1))];
    }

    /// <summary>A name with its middle left out, where a plot has no room for all of it.</summary>
    public static string Shortened(string name) => name.Length <= LongestInPlot
        ? name
        : $"{name[..(LongestInPlot / 2)]}…{name[^((LongestInPlot / 2) - 1)..]}";

    private static string Tail(string[] parts, int count) => string.Join('/', parts.TakeLast(count));
}
