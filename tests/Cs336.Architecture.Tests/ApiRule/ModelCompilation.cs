using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Cs336.Architecture.Tests.ApiRule;

/// <summary>Compiles text as the build compiles Cs336.Model: against TorchSharp, under the analyzer, with the banned symbols.</summary>
internal static class ModelCompilation
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly DiagnosticAnalyzer Analyzer = CreateAnalyzer();

    /// <summary>The assembly that the rule is about.</summary>
    public static IAssemblySymbol TorchSharp { get; } =
        References.Select(Compile("").GetAssemblyOrModuleSymbol)
            .OfType<IAssemblySymbol>()
            .Single(assembly => assembly.Name == "TorchSharp");

    /// <summary>The banned-symbol diagnostics of a file.</summary>
    /// <exception cref="ArgumentException">The text does not compile, so that nothing can be said about it.</exception>
    public static async Task<ImmutableArray<Diagnostic>> BannedUses(string source)
    {
        var compilation = Compile(source);
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
            throw new ArgumentException($"The text does not compile: {string.Join(Environment.NewLine, errors)}", nameof(source));

        var options = new AnalyzerOptions([new BannedSymbolsFile()]);
        return await compilation.WithAnalyzers([Analyzer], options).GetAnalyzerDiagnosticsAsync();
    }

    private static CSharpCompilation Compile(string source) =>
        CSharpCompilation.Create(
            "Cs336.Model",
            [CSharpSyntaxTree.ParseText(source)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static DiagnosticAnalyzer CreateAnalyzer()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "analyzers", "Microsoft.CodeAnalysis.CSharp.BannedApiAnalyzers.dll");
        var type = Assembly.LoadFrom(path)
            .GetType("Microsoft.CodeAnalysis.CSharp.BannedApiAnalyzers.CSharpSymbolIsBannedAnalyzer", throwOnError: true)!;
        return (DiagnosticAnalyzer)Activator.CreateInstance(type)!;
    }

    private sealed class BannedSymbolsFile : AdditionalText
    {
        public override string Path => BannedSymbols.FullPath;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(Path));
    }
}
