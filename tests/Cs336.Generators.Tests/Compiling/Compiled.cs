using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cs336.Generators.Tests.Compiling;

/// <summary>Source text after the compiler, the generator and the analyzer have seen it.</summary>
internal sealed class Compiled
{
    private const string Usings =
        """
        using System;
        using System.Collections.Generic;
        using Cs336.Annotations;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        """;

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Cs336.Generators", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private Compiled(GeneratorDriverRunResult generated, Compilation output)
    {
        Generated = generated;
        Output = output;
    }

    public GeneratorDriverRunResult Generated { get; }

    public Compilation Output { get; }

    /// <summary>The only generated file.</summary>
    public string Text => Generated.Results.Single().GeneratedSources.Single().SourceText.ToString();

    /// <summary>What the compiler itself complains of, warnings included. The tests' own layers need no documentation.</summary>
    public IReadOnlyList<Diagnostic> Complaints =>
    [
        .. Output.GetDiagnostics().Where(d =>
            d.Severity >= DiagnosticSeverity.Warning
            && !(d.Id == "CS1591" && d.Location.SourceTree == Output.SyntaxTrees.First())),
    ];

    public static Compilation Compilation(string source, LanguageVersion version = LanguageVersion.CSharp13) =>
        CSharpCompilation.Create(
            "Declared",
            [Parse(Usings + source, version)],
            s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A file that began with the usings that <see cref="Compilation"/> adds, without them.</summary>
    public static string WithoutUsings(string text) => text.StartsWith(Usings, StringComparison.Ordinal) ? text[Usings.Length..] : text;

    public static SyntaxTree Parse(string text, LanguageVersion version = LanguageVersion.CSharp13) =>
        CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(version, DocumentationMode.Diagnose));

    public static Compiled Of(string source, LanguageVersion version = LanguageVersion.CSharp13)
    {
        var driver = CSharpGeneratorDriver
            .Create([new ModuleGenerator().AsSourceGenerator()], parseOptions: new CSharpParseOptions(version, DocumentationMode.Diagnose))
            .RunGeneratorsAndUpdateCompilation(Compilation(source, version), out var output, out _);
        return new(driver.GetRunResult(), output);
    }

    /// <summary>A public layer <c>Layer</c> with the given members, and the layer <c>Child</c> beside it.</summary>
    public static Compiled OfMembers(string members) => Of(Layer(members));

    public static string Layer(string members) =>
        $$"""
        namespace Declared;

        [Module]
        public sealed partial class Child : Module<Tensor, Tensor>
        {
            public Child() : base("Child") { }
            public override Tensor forward(Tensor x) => x;
        }

        [Module]
        public partial class Layer : Module<Tensor, Tensor>
        {
            {{members}}
            public override Tensor forward(Tensor x) => x;
        }
        """;

    /// <summary>What the analyzer reports.</summary>
    public async Task<IReadOnlyList<Diagnostic>> Analyze() =>
        await Output.WithAnalyzers([new ModuleAnalyzer()]).GetAnalyzerDiagnosticsAsync();
}
