namespace Cs336.Architecture.Tests.ApiRule;

/// <summary>One line of the list.</summary>
/// <param name="Group">The comment above it.</param>
/// <param name="Id">The documentation-comment id of what is banned.</param>
/// <param name="Advice">What to do instead.</param>
internal sealed record BannedSymbol(string Group, string Id, string Advice);

/// <summary>The list that the analyzer works with.</summary>
internal static class BannedSymbols
{
    /// <summary>Where it is.</summary>
    public static string FullPath => Repository.PathOf(Path.Combine("Cs336.Model", "BannedSymbols.txt"));

    /// <summary>Its lines in order.</summary>
    public static IReadOnlyList<BannedSymbol> Read()
    {
        var group = "";
        var symbols = new List<BannedSymbol>();
        foreach (var line in File.ReadLines(FullPath).Where(line => line.Length > 0))
        {
            if (line.StartsWith("//", StringComparison.Ordinal))
                group = line;
            else if (line.Split(';') is [var id, var advice])
                symbols.Add(new BannedSymbol(group, id, advice));
            else
                throw new FormatException($"{FullPath}: expected 'id;advice', found '{line}'.");
        }
        return symbols;
    }
}
