using System.Security.Cryptography;
using System.Text.Json;

namespace Cs336.Conformance.Tests.Fixtures;

/// <summary>The folders that hold fixtures, the preferred one first.</summary>
/// <param name="folders">The folders.</param>
/// <param name="missingFilesFail">Whether a case fails, rather than being skipped, when a file of it is in no folder.</param>
public sealed class FixtureRoots(IReadOnlyList<string> folders, bool missingFilesFail)
{
    /// <summary>The op of tensors that only serve other cases.</summary>
    private const string DataOnly = "weights";

    /// <summary>What this run of the tests is about.</summary>
    public static FixtureRoots Default { get; } = Of(
        Environment.GetEnvironmentVariable("CS336_FIXTURES"), continuousIntegration: Environment.GetEnvironmentVariable("CI") == "true");

    /// <summary>The folders, the preferred one first.</summary>
    public IReadOnlyList<string> Folders => folders;

    /// <summary>Whether a case fails, rather than being skipped, when a file of it is in no folder.</summary>
    public bool MissingFilesFail => missingFilesFail;

    /// <summary>The folders listed, or else the repository's copy and, where they exist, the fixtures that it was made from.</summary>
    /// <param name="listed">Folders with colons between them; null or empty: none are listed.</param>
    /// <param name="continuousIntegration">Whether everything must be there.</param>
    public static FixtureRoots Of(string? listed, bool continuousIntegration)
    {
        if (!string.IsNullOrEmpty(listed))
            return new([.. listed.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFullPath)], missingFilesFail: true);
        string[] places = [Repository.FixturesCopy, Repository.SharedFixtures];
        return new([.. places.Where(Directory.Exists)], missingFilesFail: continuousIntegration);
    }

    /// <summary>
    /// Every case, by path: any JSON file with a string <c>op</c>, whatever its folder is called. One that several folders hold
    /// alike, tensors included, is one case, of the first of them.
    /// </summary>
    /// <exception cref="InvalidDataException">A file that should be JSON is none.</exception>
    public IReadOnlyList<FixtureCase> Cases()
    {
        var seen = new HashSet<(string Path, string Content)>();
        var distinct = folders.SelectMany(CasesIn).Where(found => seen.Add((found.Path, ContentOf(found))));
        return [.. distinct.OrderBy(found => found.Path, StringComparer.Ordinal)];
    }

    /// <summary>The file of a path that a case names: in the case's own folder if it is there, else in the first that has it.</summary>
    /// <param name="ownRoot">The folder of the case.</param>
    /// <param name="path">The path, relative to whichever folder.</param>
    /// <exception cref="FixtureFileMissingException">No folder has it.</exception>
    public string Find(string ownRoot, string path) =>
        folders.Prepend(ownRoot).Select(folder => Path.Combine(folder, path)).FirstOrDefault(File.Exists)
        ?? throw new FixtureFileMissingException(path, folders);

    private IEnumerable<FixtureCase> CasesIn(string root)
    {
        foreach (var file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories))
        {
            if (OpOf(file) is { } op && op != DataOnly)
                yield return new(this, root, Path.GetRelativePath(root, file).Replace('\\', '/'), op);
        }
    }

    private static string? OpOf(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("op", out var op) && op.ValueKind == JsonValueKind.String ? op.GetString() : null;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{file}: expected JSON; {error.Message}", error);
        }
    }

    private static string ContentOf(FixtureCase found)
    {
        string[] files = [found.FullPath, Path.ChangeExtension(found.FullPath, "safetensors")];
        return string.Concat(files.Where(File.Exists).Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))));
    }
}
