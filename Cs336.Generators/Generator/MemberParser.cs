using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cs336.Generators;

/// <summary>Reads the declared members of one layer, in order.</summary>
internal sealed class MemberParser
{
    private readonly INamedTypeSymbol type;
    private readonly KnownTypes known;
    private readonly DiagnosticSink report;
    private readonly CancellationToken cancellation;
    private readonly StateNameParser names;
    private readonly HashSet<string> takenNames;

    public MemberParser(INamedTypeSymbol type, KnownTypes known, DiagnosticSink report, CancellationToken cancellation)
    {
        this.type = type;
        this.known = known;
        this.report = report;
        this.cancellation = cancellation;
        names = new StateNameParser(report, cancellation);
        takenNames = [.. SelfAndBases(type).SelectMany(t => t.GetMembers()).Select(member => member.Name)];
        if (ModuleParser.DeclaredBase(type) is { } declaredBase)
            foreach (var property in SelfAndBases(declaredBase).Reverse().SelectMany(t => t.GetMembers()).OfType<IPropertySymbol>())
                if (property.GetAttributes().Any(attribute => AnnotationNames.RoleOf(attribute) is not null))
                    names.ReserveInherited(property);
    }

    /// <summary>The specification of <paramref name="property"/>, or null where it declares no state or declares it wrongly.</summary>
    public MemberSpec? Parse(IPropertySymbol property)
    {
        var attributes = property.GetAttributes();
        var roles = attributes.Where(attribute => AnnotationNames.RoleOf(attribute) is not null).ToList();
        if (roles.Count == 0)
        {
            if (attributes.FirstOrDefault(AnnotationNames.IsStateName) is { } lonely)
                report(Diagnostics.NameWithoutRole, LocationOf(lonely), property.Name);
            return null;
        }
        var declaration = roles[0];
        if (roles.Skip(1).Concat(attributes.Where(AnnotationNames.IsNotState)).FirstOrDefault() is { } second)
        {
            report(Diagnostics.SeveralRoles, LocationOf(second), property.Name, Shown(declaration), Shown(second));
            return null;
        }

        var role = AnnotationNames.RoleOf(declaration)!.Value;
        var dims = declaration.ConstructorArguments is [{ Kind: TypedConstantKind.Array, IsNull: false } array]
            ? array.Values.Select(value => value.Value as string ?? "").ToList()
            : [];

        // Every check runs, so that one build shows every mistake.
        var syntax = FormOf(property);
        if (property.IsIndexer)
            return null;
        var typeFits = HasRightType(property, role);
        var dimsFit = dims.Count(dim => !IsDimension(property, declaration, dim)) == 0;
        var initialiser = Argument(declaration, "Init") as string;
        var initialiserFits = initialiser is null || IsInitialiser(property, declaration, initialiser);
        var stateNames = names.Parse(property);
        if (syntax is null || !typeFits || !dimsFit || !initialiserFits || stateNames is not var (stateName, aliases))
            return null;

        return new MemberSpec(
            role,
            Names.Escaped(property.Name),
            Names.Field(property.Name, takenNames),
            property.Type.ToDisplayString(Names.Qualified),
            property.NullableAnnotation == NullableAnnotation.Annotated,
            Words(syntax.Modifiers),
            Words(syntax.AccessorList!.Accessors.First(accessor => accessor.IsKind(SyntaxKind.InitAccessorDeclaration)).Modifiers),
            CollectionOf(property.Type),
            KnownTypes.IsModuleList(property.Type),
            stateName,
            aliases,
            new(dims),
            type.GetMembers("Create" + property.Name).IsEmpty && initialiser is not null ? Names.Escaped(initialiser) : null,
            Argument(declaration, "Persistent") is not false,
            Argument(declaration, "FollowsDType") is not false);
    }

    private PropertyDeclarationSyntax? FormOf(IPropertySymbol property)
    {
        var syntax = property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) as PropertyDeclarationSyntax;
        var problem =
            property.IsIndexer ? "it is an indexer"
            : property.IsStatic ? "it is static"
            : property.IsVirtual || property.IsOverride || property.IsAbstract ? "it is virtual, abstract or an override"
            : syntax is null || !syntax.Modifiers.Any(SyntaxKind.PartialKeyword) ? "it is not partial"
            : property.GetMethod is null ? "it has no 'get' accessor"
            : property.SetMethod is null ? "it has no 'init' accessor"
            : !property.SetMethod.IsInitOnly ? "it has 'set' instead of 'init'"
            : null;
        if (problem is null)
            return syntax;
        var typeName = property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        report(Diagnostics.WrongForm, property.Locations.FirstOrDefault(), property.Name, typeName, problem);
        return null;
    }

    private bool HasRightType(IPropertySymbol property, StateRole role)
    {
        var (fits, expected) = role switch
        {
            StateRole.Parameter => (known.IsParameter(property.Type), "a [Parameter] is a TorchSharp.Modules.Parameter"),
            StateRole.Buffer => (known.IsTensor(property.Type), "a [Buffer] is a torch.Tensor"),
            _ => (
                known.CanBeSubmodule(property.Type),
                "a [Submodule] is a module, or an IReadOnlyList<T> or IReadOnlyDictionary<string, T> of modules"),
        };

        // Of a type that does not exist the compiler has told already.
        if (!fits && property.Type.TypeKind != TypeKind.Error)
        {
            var typeName = property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            report(Diagnostics.WrongType, property.Locations.FirstOrDefault(), property.Name, typeName, expected);
        }
        return fits;
    }

    private string? CollectionOf(ITypeSymbol type)
    {
        var holder = KnownTypes.IsDictionary(type) ? AnnotationNames.ModuleMap : AnnotationNames.ModuleArray;
        return known.ItemsOf(type) is { } item ? $"{holder}<{item.ToDisplayString(Names.Qualified)}>" : null;
    }

    private bool IsDimension(IPropertySymbol property, AttributeData declaration, string dim)
    {
        var isLiteral = dim.Length > 0 && dim.All(c => c is >= '0' and <= '9');
        var problem =
            dim == "at" ? "the helpers that create parameters call their placement so"
            : isLiteral && !long.TryParse(dim, out _) ? "it is larger than any tensor"
            : !isLiteral && !Names.IsPlainIdentifier(dim) ? "it is neither an identifier nor a size"
            : null;
        if (problem is not null)
            report(Diagnostics.BadDimension, LocationOf(declaration), property.Name, dim, problem);
        return problem is null;
    }

    private bool IsInitialiser(IPropertySymbol property, AttributeData declaration, string name)
    {
        var candidates = SelfAndBases(type)
            .SelectMany(t => t.GetMembers(name))
            .OfType<IMethodSymbol>()
            .Where(method => method.DeclaredAccessibility != Accessibility.Private
                || SymbolEqualityComparer.Default.Equals(method.ContainingType, type))
            .ToList();
        var problem =
            candidates.Count == 0 ? $"'{type.Name}' has no such method"
            : candidates.Any(IsTensorAction) ? null
            : "it has another signature";
        if (problem is not null)
            report(Diagnostics.BadInitialiser, LocationOf(declaration), property.Name, name, problem);
        return problem is null;
    }

    private bool IsTensorAction(IMethodSymbol method) =>
        method is { IsStatic: true, ReturnsVoid: true, IsGenericMethod: false, Parameters: [{ RefKind: RefKind.None } only] }
        && known.IsTensor(only.Type);

    private Location? LocationOf(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation();

    private static string Words(SyntaxTokenList modifiers) => string.Join(" ", modifiers.Select(modifier => modifier.ValueText));

    private static string Shown(AttributeData attribute) => $"[{AnnotationNames.RoleOf(attribute)?.ToString() ?? "NotState"}]";

    private static object? Argument(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value;

    private static IEnumerable<INamedTypeSymbol> SelfAndBases(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            yield return current;
    }
}
