namespace Cs336.Conformance.Tests.Fixtures;

/// <summary>Where things lie in the working copy that these tests were built in.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Folder { get; } = FolderAbove(AppContext.BaseDirectory);

    /// <summary>The repository's own copy of the fixtures.</summary>
    public static string FixturesCopy { get; } = Path.Combine(Folder, "tests", "Fixtures");

    /// <summary>The fixtures that the copy was made from; they need not exist.</summary>
    public static string SharedFixtures { get; } = Path.GetFullPath(Path.Combine(Folder, "..", "shared", "fixtures"));

    private static string FolderAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cs336.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"{start}: expected Cs336.sln in a folder above; the tests find their fixtures from there.");
    }
}
