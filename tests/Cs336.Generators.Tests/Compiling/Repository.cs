namespace Cs336.Generators.Tests.Compiling;

/// <summary>Files of the repository that tests read.</summary>
internal static class Repository
{
    private static readonly string s_root = FindRoot();

    /// <summary>The full path of a file or folder.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([s_root, .. parts]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cs336.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Cs336.sln.");
        return folder.FullName;
    }
}
