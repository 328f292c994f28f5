using System.Collections.Immutable;
using Cs336.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cs336.Generators.Tests.CodeFixes;

/// <summary>Source text in a workspace, where code fixes can be offered and applied.</summary>
internal sealed class Repair
{
    private readonly CodeFixProvider fix;
    private readonly Document document;

    private Repair(CodeFixProvider fix, Document document)
    {
        this.fix = fix;
        this.document = document;
    }

    /// <summary>The files as one project; diagnostics are looked for in the first.</summary>
    public static Repair Of(CodeFixProvider fix, params string[] files)
    {
        var compilation = Compiled.Compilation(files[0]);
        var project = new AdhocWorkspace()
            .AddProject("Declared", LanguageNames.CSharp)
            .WithParseOptions(compilation.SyntaxTrees.Single().Options)
            .WithCompilationOptions(compilation.Options)
            .WithMetadataReferences(compilation.References);
        var first = project.AddDocument("File0.cs", compilation.SyntaxTrees.Single().GetText());
        for (var i = 1; i < files.Length; i++)
            first = first.Project.AddDocument($"File{i}.cs", files[i]).Project.GetDocument(first.Id)!;
        return new(fix, first);
    }

    /// <summary>The titles of what is offered for every diagnostic that the fix is for.</summary>
    public async Task<IReadOnlyList<string>> Offers() => [.. (await Actions()).Select(action => action.Title)];

    /// <summary>Applies the first offer whose title begins so, cleaned up as an editor does it.</summary>
    public async Task<string[]> Apply(string title)
    {
        var action = (await Actions()).First(action => action.Title.StartsWith(title, StringComparison.Ordinal));
        return await TextsAfter(action);
    }

    /// <summary>Applies the fix to every diagnostic of the first file at once.</summary>
    public async Task<string[]> ApplyToAll()
    {
        var first = (await Actions())[0];
        var context = new FixAllContext(
            document, fix, FixAllScope.Document, first.EquivalenceKey!, fix.FixableDiagnosticIds, new Known(await Diagnostics()), default);
        return await TextsAfter((await fix.GetFixAllProvider()!.GetFixAsync(context))!);
    }

    private async Task<string[]> TextsAfter(CodeAction action)
    {
        var operation = (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single();
        var texts = new List<string>();
        foreach (var changed in operation.ChangedSolution.GetProject(document.Project.Id)!.Documents)
            texts.Add((await changed.GetTextAsync()).ToString());
        texts[0] = Compiled.WithoutUsings(texts[0]);
        return [.. texts];
    }

    private async Task<List<CodeAction>> Actions()
    {
        var actions = new List<CodeAction>();
        foreach (var diagnostic in await Diagnostics())
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), default));
        return actions;
    }

    private async Task<ImmutableArray<Diagnostic>> Diagnostics()
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        var tree = await document.GetSyntaxTreeAsync();
        var reported = await compilation.WithAnalyzers([new ModuleAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. reported.Where(d => d.Location.SourceTree == tree && fix.FixableDiagnosticIds.Contains(d.Id))];
    }

    private sealed class Known(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
