using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cs336.Generators.CodeFixes;

/// <summary>Makes a layer and every type around it partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix)), Shared]
public sealed class MakePartialFix : CodeFixProvider
{
    private const string Title = "Make partial";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Diagnostics.NotPartial.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(static async (context, document, diagnostics) =>
            await MakePartial(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
            if (root is not null && IncompleteTypes(root, diagnostic).Any())
                context.RegisterCodeFix(
                    CodeAction.Create(Title, cancellation => MakePartial(context.Document, [diagnostic], cancellation), Title),
                    diagnostic);
    }

    private static async Task<Document> MakePartial(
        Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
            return document;

        // Layers may share an outer type, which is to become partial once.
        var incomplete = diagnostics.SelectMany(diagnostic => IncompleteTypes(root, diagnostic)).Distinct();
        return document.WithSyntaxRoot(root.ReplaceNodes(incomplete, static (_, type) => WithPartial(type)));
    }

    /// <summary>The layer and the types around it that are not partial; none where a type is file-local, which no modifier mends.</summary>
    private static IEnumerable<TypeDeclarationSyntax> IncompleteTypes(SyntaxNode root, Diagnostic diagnostic)
    {
        var types = root.FindNode(diagnostic.Location.SourceSpan).AncestorsAndSelf().OfType<TypeDeclarationSyntax>().ToList();
        return types.Any(type => type.Modifiers.Any(SyntaxKind.FileKeyword))
            ? []
            : types.Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword));
    }

    private static TypeDeclarationSyntax WithPartial(TypeDeclarationSyntax type)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Any())
            return type.WithModifiers(type.Modifiers.Add(partial));

        // What stands before the first token, comments and indentation, now stands before 'partial'.
        var first = partial.WithLeadingTrivia(type.Keyword.LeadingTrivia);
        return type.WithKeyword(type.Keyword.WithLeadingTrivia()).WithModifiers(SyntaxFactory.TokenList(first));
    }
}
