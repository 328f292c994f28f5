using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cs336.Generators;

/// <summary>Reads a declared layer. The generator and the analyzer share it, so that what is not generated is always explained.</summary>
internal static class ModuleParser
{
    private static readonly SymbolDisplayFormat s_nameWithTypeParameters = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static readonly SymbolDisplayFormat s_fullName = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    /// <summary>The specification of <paramref name="type"/>, or null where nothing can be generated for it.</summary>
    /// <param name="type">A class marked <c>[Module]</c>.</param>
    /// <param name="compilation">The compilation it stands in.</param>
    /// <param name="report">Receives every mistake; a member with one is a placeholder.</param>
    /// <param name="cancellation">Checked between members.</param>
    public static ModuleSpec? Parse(
        INamedTypeSymbol type, Compilation compilation, DiagnosticSink report, CancellationToken cancellation)
    {
        if (KnownTypes.Of(compilation) is not { } known)
            return null;
        var isSound = CanHaveGeneratedHalf(type, known, report, cancellation);
        var parser = isSound ? new MemberParser(type, known, report, cancellation) : null;
        var members = new List<MemberSpec>();
        var placeholders = new List<PlaceholderSpec>();
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            cancellation.ThrowIfCancellationRequested();
            if (parser?.Parse(property) is { } member)
                members.Add(member);
            else if (PlaceholderParser.Parse(property, cancellation) is { } placeholder)
                placeholders.Add(placeholder);
        }
        return isSound || placeholders.Count > 0 ? Specification(type, isSound, members, placeholders) : null;
    }

    /// <summary>The specification of a class that is no layer and yet declares <paramref name="property"/>, or null where it needs none.</summary>
    /// <param name="property">A property with a role.</param>
    /// <param name="cancellation">Checked by the compiler.</param>
    public static ModuleSpec? ParseOutside(IPropertySymbol property, CancellationToken cancellation)
    {
        var type = property.ContainingType;
        if (AnnotationNames.IsDeclaredModule(type) || PlaceholderParser.Parse(property, cancellation) is not { } placeholder)
            return null;

        // Named by its place as well, since the compiler compares names without regard to case.
        var file = $"{property.Name}-{type.GetMembers().IndexOf(property)}.{HintName(type)}";
        return Specification(type, isSound: false, [], [placeholder]) with { HintName = file };
    }

    private static ModuleSpec Specification(
        INamedTypeSymbol type, bool isSound, IEnumerable<MemberSpec> members, IEnumerable<PlaceholderSpec> placeholders) =>
        new(
            HintName(type),
            type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : null,
            new(Containers(type).Select(Header)),
            type.ToDisplayString(s_nameWithTypeParameters),
            DeclaredBase(type)?.ToDisplayString(Names.Qualified),
            isSound,
            new(members),
            new(placeholders));

    /// <summary>The nearest declared layer that <paramref name="type"/> derives from, or null.</summary>
    public static INamedTypeSymbol? DeclaredBase(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
            if (AnnotationNames.IsDeclaredModule(current))
                return current;
        return null;
    }

    private static bool CanHaveGeneratedHalf(
        INamedTypeSymbol type, KnownTypes known, DiagnosticSink report, CancellationToken cancellation)
    {
        var location = type.Locations.FirstOrDefault();
        var syntaxes = DeclarationsOf(type, cancellation).ToList();
        var possible = true;

        void Refuse(DiagnosticDescriptor descriptor, object argument)
        {
            report(descriptor, location, type.Name, argument);
            possible = false;
        }

        if (syntaxes.FirstOrDefault()?.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp13 } options)
            Refuse(Diagnostics.LanguageTooOld, options.LanguageVersion.ToDisplayString());

        foreach (var needed in Containers(type).Append(type))
        {
            if (needed.IsFileLocal)
                Refuse(Diagnostics.NotPartial, $"'{needed.Name}' is file-local");
            else if (!DeclarationsOf(needed, cancellation).All(syntax => syntax.Modifiers.Any(SyntaxKind.PartialKeyword)))
                Refuse(Diagnostics.NotPartial, $"'{needed.Name}' is not partial");
        }

        if (KnownTypes.ReadyMadeBaseOf(type) is { } readyMade)
            Refuse(Diagnostics.WrongBase, $"derives from '{readyMade.Name}', which keeps its state itself");
        else if (!known.IsModule(type) && type.BaseType is { TypeKind: not TypeKind.Error })
            Refuse(Diagnostics.WrongBase, "does not derive from torch.nn.Module");

        if (syntaxes.Any(syntax => syntax.ParameterList is not null))
        {
            report(Diagnostics.PrimaryConstructor, location, type.Name);
            possible = false;
        }

        return possible && known.IsModule(type);
    }

    private static IEnumerable<TypeDeclarationSyntax> DeclarationsOf(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>();

    private static IEnumerable<INamedTypeSymbol> Containers(INamedTypeSymbol type)
    {
        var containers = new Stack<INamedTypeSymbol>();
        for (var container = type.ContainingType; container is not null; container = container.ContainingType)
            containers.Push(container);
        return containers;
    }

    private static string Header(INamedTypeSymbol container)
    {
        var keyword = (container.TypeKind, container.IsRecord) switch
        {
            (TypeKind.Interface, _) => "interface",
            (TypeKind.Struct, false) => "struct",
            (TypeKind.Struct, true) => "record struct",
            (_, true) => "record",
            _ => "class",
        };
        return $"partial {keyword} {container.ToDisplayString(s_nameWithTypeParameters)}";
    }

    // A hint name may hold neither angle brackets nor the @ of escaped keywords, and the compiler compares it without regard to case.
    private static string HintName(INamedTypeSymbol type)
    {
        var ranks = SelfAndContainers(type).Select(RankAmongTwins).ToList();
        var distinction = ranks.TrueForAll(rank => rank == 0) ? "" : "." + string.Join("-", ranks);
        return type.ToDisplayString(s_fullName).Replace('<', '{').Replace('>', '}') + distinction + ".g.cs";
    }

    private static IEnumerable<INamespaceOrTypeSymbol> SelfAndContainers(INamedTypeSymbol type)
    {
        for (INamespaceOrTypeSymbol? current = type; current is not null; current = current.ContainingSymbol as INamespaceOrTypeSymbol)
            yield return current;
    }

    /// <summary>How many names beside this one differ from it only by case and come before it.</summary>
    private static int RankAmongTwins(INamespaceOrTypeSymbol symbol) =>
        symbol.ContainingSymbol is not INamespaceOrTypeSymbol container
            ? 0
            : container.GetMembers()
                .OfType<INamespaceOrTypeSymbol>()
                .Select(other => other.Name)
                .Distinct()
                .Count(name => string.Equals(name, symbol.Name, StringComparison.OrdinalIgnoreCase)
                    && string.CompareOrdinal(name, symbol.Name) < 0);
}
