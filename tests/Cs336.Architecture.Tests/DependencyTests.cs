using System.Reflection;
using Xunit;

namespace Cs336.Architecture.Tests;

/// <summary>Who may know whom, read from the references that the compilers wrote. The base class library is open to everybody.</summary>
public sealed class DependencyTests
{
    private const string Executable = "cs336";
    private const string ExecutableProject = "Cs336.Train";
    private const string PackageProject = "Cs336.Generators.Package";

    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Cs336.Tokenizer.FSharp"] = ["FSharp.Core"],
        // Properties for any tokenizer, so it knows none.
        ["Cs336.Tokenizer.FSharp.Testing"] = ["FSharp.Core", "FsCheck"],
        ["Cs336.Annotations"] = ["TorchSharp"],
        ["Cs336.Generators"] = ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"],
        ["Cs336.Generators.CodeFixes"] =
        [
            "Cs336.Generators",
            "Microsoft.CodeAnalysis",
            "Microsoft.CodeAnalysis.CSharp",
            "Microsoft.CodeAnalysis.Workspaces",
            "System.Composition.AttributedModel",
        ],
        ["Cs336.Model"] = ["TorchSharp", "Cs336.Annotations"],
        ["Cs336.Train.CommandLine"] = ["Argu", "FSharp.Core"],
    };

    public static TheoryData<string> Libraries => [.. MayKnow.Keys];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_references_nothing_that_it_may_not_know(string library) =>
        Violations.ShouldBeNone(References(library).Except(MayKnow[library]));

    [Fact]
    public void Executable_leaves_argument_parsing_to_its_command_line() =>
        Assert.DoesNotContain("Argu", References(Executable));

    [Fact]
    public void Executable_references_every_library_that_works_at_run_time() =>
        Assert.Subset(
            References(Executable).ToHashSet(), new HashSet<string> { "Cs336.Tokenizer.FSharp", "Cs336.Model", "Cs336.Train.CommandLine" });

    [Fact]
    public void Every_production_project_with_code_of_its_own_but_the_executable_has_a_rule()
    {
        var projects = Repository.ProductionFiles(".csproj", ".fsproj").Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(MayKnow.Keys.Append(ExecutableProject).Append(PackageProject).Order(), projects.Order());
    }

    private static IEnumerable<string> References(string assembly) =>
        Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => !IsBaseClassLibrary(name));

    private static bool IsBaseClassLibrary(string assembly) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, $"{assembly}.dll"));
}
