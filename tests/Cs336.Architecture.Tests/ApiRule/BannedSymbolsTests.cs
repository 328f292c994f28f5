using System.Text.RegularExpressions;
using Xunit;

namespace Cs336.Architecture.Tests.ApiRule;

public sealed partial class BannedSymbolsTests
{
    private static readonly IReadOnlyList<BannedSymbol> Listed = BannedSymbols.Read();

    /// <remarks>Another version of TorchSharp with other overloads makes it fail, with a message of the ids to add or to remove.</remarks>
    [Fact]
    public void List_is_what_the_rule_forbids_in_the_referenced_TorchSharp()
    {
        var forbidden = AssignmentRule.BannedSymbols(ModelCompilation.TorchSharp)
            .Select(symbol => symbol.GetDocumentationCommentId()!)
            .ToList();
        var listed = Listed.Select(symbol => symbol.Id).ToList();

        Violations.ShouldBeNone(forbidden.Except(listed).Select(id => $"add {id}"));
        Violations.ShouldBeNone(listed.Except(forbidden).Select(id => $"remove {id}"));
    }

    [Fact]
    public void List_is_sorted_within_each_group_and_repeats_nothing() =>
        Assert.All(
            Listed.GroupBy(symbol => symbol.Group, symbol => symbol.Id),
            group => Assert.Equal(group.ToHashSet().Order(StringComparer.Ordinal), group));

    [Fact]
    public void Advice_points_to_a_folder_that_exists() =>
        Assert.All(
            Listed.Select(symbol => symbol.Advice).Distinct(),
            advice => Assert.True(Directory.Exists(Repository.PathOf(Folder().Match(advice).Value)), advice));

    [Fact]
    public void Rule_is_switched_off_nowhere_in_production_code() =>
        Violations.ShouldBeNone(
            from file in Repository.ProductionFiles(".cs", ".csproj", ".editorconfig", ".globalconfig", ".props", ".targets")
                .Concat([".editorconfig", "Directory.Build.props", "Directory.Build.targets"])
            where Suppression().IsMatch(File.ReadAllText(Repository.PathOf(file)))
            select file);

    [GeneratedRegex(@"Cs336\.Model/\w+")]
    private static partial Regex Folder();

    [GeneratedRegex(@"RS0030|^\s*#pragma warning disable\s*$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Suppression();
}
