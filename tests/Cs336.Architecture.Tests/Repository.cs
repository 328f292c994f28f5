namespace Cs336.Architecture.Tests;

/// <summary>The files that the tests talk about.</summary>
internal static class Repository
{
    private static readonly string[] ProductionFolders = ["Cs336.Tokenizer.FSharp", "Cs336.Generators", "Cs336.Model", "Cs336.Train"];

    private static readonly string Root = FindRoot();

    /// <summary>The full path of something in the repository.</summary>
    public static string PathOf(string relativePath) => Path.Combine(Root, relativePath);

    /// <summary>The files of the production projects with one of the extensions, as paths from the root; nothing that was built.</summary>
    public static IEnumerable<string> ProductionFiles(params string[] extensions) =>
        from folder in ProductionFolders
        from path in Directory.EnumerateFiles(PathOf(folder), "*", SearchOption.AllDirectories)
        where extensions.Contains(Path.GetExtension(path))
        let relative = Path.GetRelativePath(Root, path)
        where !relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
        select relative;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cs336.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Cs336.sln.");
        return folder.FullName;
    }
}
