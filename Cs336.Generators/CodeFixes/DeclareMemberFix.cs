using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Rename;

namespace Cs336.Generators.CodeFixes;

/// <summary>
/// Turns a field or an automatic property of a layer into an annotated partial property, which the generator registers: renamed to
/// begin with a capital, with its initialiser moved into the constructors. Or marks it as no state at all.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeclareMemberFix)), Shared]
public sealed class DeclareMemberFix : CodeFixProvider
{
    private const string MarkTitle = "Mark as [NotState]: neither saved nor moved";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Diagnostics.UnseenState.Id, Diagnostics.WrongForm.Id];

    /// <summary>Nothing: declaring several members at once would change the same constructors several times.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var (document, cancellation) = (context.Document, context.CancellationToken);
        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
            return;

        foreach (var diagnostic in context.Diagnostics)
        {
            var node = model.SyntaxTree.GetRoot(cancellation).FindNode(diagnostic.Location.SourceSpan);
            var isDeclared = diagnostic.Id == Diagnostics.WrongForm.Id;
            if (node is not (VariableDeclaratorSyntax or PropertyDeclarationSyntax)
                || model.GetDeclaredSymbol(node, cancellation) is not { } member)
            {
                continue;
            }

            var role = isDeclared ? null : RoleOf(member, model.Compilation);
            if ((isDeclared || role is not null) && MemberRewriter.CanDeclare(node, member))
            {
                var title = isDeclared ? "Make a partial property" : $"Declare as [{role}]";
                context.RegisterCodeFix(
                    CodeAction.Create(title, cancellation => DeclareAsync(document, node, member, role, cancellation), title), diagnostic);
            }
            if (!isDeclared)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(MarkTitle, cancellation => MarkAsync(document, node, cancellation), MarkTitle), diagnostic);
            }
        }
    }

    /// <summary>What the member may be declared as; null where its type, an array for one, holds state but cannot be declared.</summary>
    private static StateRole? RoleOf(ISymbol member, Compilation compilation)
    {
        var type = member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type;
        return KnownTypes.Of(compilation) is not { } known ? null
            : known.IsParameter(type) ? StateRole.Parameter
            : known.IsTensor(type) ? StateRole.Buffer
            : known.CanBeSubmodule(type) ? StateRole.Submodule
            : null;
    }

    private static async Task<Solution> DeclareAsync(
        Document document, SyntaxNode node, ISymbol member, StateRole? role, CancellationToken cancellation)
    {
        var mark = new SyntaxAnnotation();
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var marked = document.WithSyntaxRoot(root!.ReplaceNode(node, node.WithAdditionalAnnotations(mark)));
        var solution = marked.Project.Solution;

        // Renamed while it is still a field, so that the name's every use follows, those in other files too.
        var name = MemberRewriter.PropertyName(member);
        if (name != member.Name && await marked.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model)
        {
            var old = model.GetDeclaredSymbol(model.SyntaxTree.GetRoot(cancellation).GetAnnotatedNodes(mark).Single(), cancellation)!;
            solution = await Renamer.RenameSymbolAsync(solution, old, new SymbolRenameOptions(), name, cancellation).ConfigureAwait(false);
        }

        var renamed = solution.GetDocument(document.Id)!;
        var renamedRoot = await renamed.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var declared = MemberRewriter.Declare(renamedRoot!, renamedRoot!.GetAnnotatedNodes(mark).Single(), role);
        return renamed.WithSyntaxRoot(declared).Project.Solution;
    }

    private static async Task<Document> MarkAsync(Document document, SyntaxNode node, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var declaration = node.FirstAncestorOrSelf<MemberDeclarationSyntax>()!;
        return document.WithSyntaxRoot(root!.ReplaceNode(declaration, MemberRewriter.WithAttribute(declaration, "NotState")));
    }
}
