using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using Cs336.Annotations;
using Cs336.Generators.CodeFixes;
using Cs336.Generators.Tests.Compiling;
using Xunit;

namespace Cs336.Generators.Tests.Packaging;

/// <summary>The package holds what its users need, where NuGet and the compiler look for it, and nothing else.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly ZipArchive package = ZipFile.OpenRead(
        typeof(PackageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key == "Package").Value!);

    public void Dispose() => package.Dispose();

    [Fact]
    public void Package_holds_exactly_these_files()
    {
        string[] written =
        [
            "LICENSE",
            "README.md",
            "analyzers/dotnet/cs/Cs336.Generators.CodeFixes.dll",
            "analyzers/dotnet/cs/Cs336.Generators.dll",
            "buildTransitive/Cs336.Generators.targets",
            "buildTransitive/MakeLibTorchSharpLoadable.cs",
            .. Directory.GetFiles(Repository.PathOf("docs", "diagnostics")).Select(page => "docs/diagnostics/" + Path.GetFileName(page)),
            "lib/net10.0/Cs336.Annotations.dll",
            "lib/net10.0/Cs336.Annotations.xml",
        ];

        var entries = package.Entries.Select(entry => entry.FullName).Where(name => !IsWrittenByNuGet(name));

        Assert.Equal(written.Order(StringComparer.Ordinal), entries.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Package_depends_on_TorchSharp_and_says_what_it_is()
    {
        var metadata = Nuspec().Root!.Elements().Single();
        string? ValueOf(string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

        Assert.Equal(("Cs336.Generators", "MIT", "README.md"), (ValueOf("id"), ValueOf("license"), ValueOf("readme")));
        Assert.NotEmpty(ValueOf("description")!);
        var group = Assert.Single(metadata.Descendants(), element => element.Name.LocalName == "group");
        Assert.Equal("net10.0", group.Attribute("targetFramework")!.Value);
        var dependencies = group.Elements().Select(element => element.Attribute("id")!.Value).ToList();
        Assert.Contains("TorchSharp", dependencies);
        Assert.DoesNotContain(dependencies, id => id.StartsWith("Cs336", StringComparison.Ordinal) || id.Contains("CodeAnalysis"));
    }

    [Theory]
    [InlineData("analyzers/dotnet/cs/Cs336.Generators.dll", typeof(ModuleGenerator))]
    [InlineData("analyzers/dotnet/cs/Cs336.Generators.CodeFixes.dll", typeof(MakePartialFix))]
    [InlineData("lib/net10.0/Cs336.Annotations.dll", typeof(ModuleAttribute))]
    public void Package_holds_the_assemblies_that_were_built(string entry, Type oneOfItsTypes)
    {
        using var content = package.GetEntry(entry)!.Open();
        using var packed = new MemoryStream();
        content.CopyTo(packed);

        Assert.Equal(File.ReadAllBytes(oneOfItsTypes.Assembly.Location), packed.ToArray());
    }

    [Fact]
    public void Imported_targets_find_the_task_that_they_compile()
    {
        using var reader = new StreamReader(package.GetEntry("buildTransitive/Cs336.Generators.targets")!.Open());

        Assert.Contains("Source=\"$(MSBuildThisFileDirectory)MakeLibTorchSharpLoadable.cs\"", reader.ReadToEnd());
    }

    private XDocument Nuspec()
    {
        using var stream = package.GetEntry("Cs336.Generators.nuspec")!.Open();
        return XDocument.Load(stream);
    }

    private static bool IsWrittenByNuGet(string entry) =>
        entry is "_rels/.rels" or "[Content_Types].xml" or "Cs336.Generators.nuspec"
        || entry.StartsWith("package/", StringComparison.Ordinal);
}
