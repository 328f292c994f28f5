using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cs336.Generators;

/// <summary>Reads what it takes to implement a partial property whose declaration is wrong.</summary>
internal static class PlaceholderParser
{
    /// <summary>The placeholder for <paramref name="property"/>, or null where it declares no state or cannot be implemented either.</summary>
    public static PlaceholderSpec? Parse(IPropertySymbol property, CancellationToken cancellation)
    {
        if (!property.GetAttributes().Any(attribute => AnnotationNames.RoleOf(attribute) is not null || AnnotationNames.IsStateName(attribute))
            || !property.IsPartialDefinition
            || property.PartialImplementationPart is not null
            || property.Type.TypeKind == TypeKind.Error
            || property.ContainingType.TypeKind != TypeKind.Class
            || SelfAndContainers(property.ContainingType).Any(type => type.IsFileLocal)
            || property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation)
                is not BasePropertyDeclarationSyntax { AccessorList.Accessors: { Count: > 0 } accessors } syntax
            || syntax.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp13 })
        {
            return null;
        }
        var parameters = property.Parameters.Select(parameter => $"{Qualified(parameter.Type)} {Names.Escaped(parameter.Name)}");
        var name = property.IsIndexer ? $"this[{string.Join(", ", parameters)}]" : Names.Escaped(property.Name);
        return new(
            $"{Words(syntax.Modifiers)} {Qualified(property.Type)} {name}",
            property.Name,
            new(accessors.Select(accessor => $"{Words(accessor.Modifiers)} {accessor.Keyword.ValueText}".TrimStart())));
    }

    private static string Qualified(ITypeSymbol type) => type.ToDisplayString(Names.Qualified);

    private static string Words(SyntaxTokenList modifiers) => string.Join(" ", modifiers.Select(modifier => modifier.ValueText));

    private static IEnumerable<INamedTypeSymbol> SelfAndContainers(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
            yield return current;
    }
}
