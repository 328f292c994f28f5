using Microsoft.CodeAnalysis;

namespace Cs336.Generators;

/// <summary>Finds the members of a layer that hold tensors or modules without declaring them.</summary>
internal static class UnseenState
{
    // Deeper nesting than a list of dictionaries of tuples is not looked into; it also ends types that contain themselves.
    private const int MostNesting = 4;

    /// <summary>Reports every such field and property of <paramref name="type"/> itself; those of base layers are reported there.</summary>
    public static void Analyze(INamedTypeSymbol type, bool isDeclared, KnownTypes known, DiagnosticSink report)
    {
        var where = isDeclared ? "" : $"mark '{type.Name}' [Module] and ";
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>())
        {
            // A property that holds something is seen by the field that the compiler gives it.
            var member = field.AssociatedSymbol ?? field;
            if (member.IsImplicitlyDeclared || field.IsStatic || member.GetAttributes().Any(AnnotationNames.IsAboutState))
                continue;
            if (Find(field.Type, known, MostNesting) is not var (what, role))
                continue;
            var isDeclarable = role == StateRole.Submodule || known.StateIn(field.Type) is not null;
            var advice = $"{where}declare {(isDeclarable ? $"it as [{role}]" : $"each as a [{role}] of its own")}";
            report(Diagnostics.UnseenState, member.Locations.FirstOrDefault(), member.Name, what, advice);
        }
    }

    private static (string What, StateRole Role)? Find(ITypeSymbol type, KnownTypes known, int depth) =>
        known.StateIn(type)
        ?? (depth == 0 ? null : Contents(type).Select(item => Find(item, known, depth - 1)).FirstOrDefault(found => found is not null));

    /// <summary>The types of what an array, a collection, a tuple or a pair contains.</summary>
    private static IEnumerable<ITypeSymbol> Contents(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol array => [array.ElementType],
            INamedTypeSymbol { IsTupleType: true } or INamedTypeSymbol { MetadataName: "KeyValuePair`2" or "Nullable`1" or "Lazy`1" } =>
                ((INamedTypeSymbol)type).TypeArguments,
            _ => type.AllInterfaces
                .Prepend(type as INamedTypeSymbol)
                .Where(candidate => candidate?.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
                .Select(sequence => sequence!.TypeArguments[0]),
        };
}
