namespace Cs336.Conformance.Tests.Fixtures;

/// <summary>A case names a file that no folder of fixtures has.</summary>
/// <param name="path">The path as the case names it.</param>
/// <param name="folders">Where it was looked for.</param>
public sealed class FixtureFileMissingException(string path, IEnumerable<string> folders)
    : Exception($"{path} is in none of the folders of fixtures: {string.Join(", ", folders)}");
