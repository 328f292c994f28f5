using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Cs336.Generators.Tests.Compiling;

/// <summary>Every diagnostic has a page in <c>docs/diagnostics/</c> whose examples are what they say.</summary>
public sealed class DiagnosticPageTests
{
    private static readonly string s_folder = Repository.PathOf("docs", "diagnostics");

    public static TheoryData<string> Ids => [.. Descriptors().Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_wrong_example_is_reported_and_the_right_one_is_not(string id)
    {
        var page = await PageOf(id);
        var version = id == "LMG003" ? LanguageVersion.CSharp12 : LanguageVersion.CSharp13;
        var wrong = await Compiled.Of(Example(page, "Wrong"), version).Analyze();
        var right = Compiled.Of(Example(page, "Right"));

        Assert.Equal([id], wrong.Select(d => d.Id).Distinct());
        Assert.Empty(await right.Analyze());
        Assert.DoesNotContain(right.Complaints, d => d.Id is not "CS1591");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Page_and_index_have_the_title_and_the_severity_of_the_diagnostic(string id)
    {
        var descriptor = Descriptors()[id];
        var page = await PageOf(id);
        var index = await File.ReadAllTextAsync(Path.Combine(s_folder, "README.md"));

        Assert.StartsWith($"# {id}: {descriptor.Title}\n\nSeverity: {descriptor.DefaultSeverity.ToString().ToLowerInvariant()}.\n", page);
        Assert.Contains($"| [{id}]({id}.md) | {descriptor.DefaultSeverity} | {descriptor.Title} |", index);
    }

    [Fact]
    public void No_page_is_about_a_diagnostic_that_does_not_exist() =>
        Assert.Equal(
            Descriptors().Keys.Order(),
            Directory.EnumerateFiles(s_folder, "LMG*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Order());

    private static Dictionary<string, DiagnosticDescriptor> Descriptors() =>
        new ModuleAnalyzer().SupportedDiagnostics.ToDictionary(descriptor => descriptor.Id);

    private static Task<string> PageOf(string id) => File.ReadAllTextAsync(Path.Combine(s_folder, $"{id}.md"));

    private static string Example(string page, string heading) =>
        Regex.Match(page, $"## {heading}\n\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline).Groups["code"].Value;
}
