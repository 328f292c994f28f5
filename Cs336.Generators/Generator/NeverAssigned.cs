using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cs336.Generators;

/// <summary>Finds declared members that their layer never assigns, where nullable reference types are off.</summary>
internal static class NeverAssigned
{
    /// <summary>Watches the code of a layer that has such members.</summary>
    public static void Start(SymbolStartAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!AnnotationNames.IsDeclaredModule(type))
            return;
        var expected = type.GetMembers().OfType<IPropertySymbol>().Where(IsExpected).ToList();
        if (expected.Count == 0)
            return;

        var assigned = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        context.RegisterOperationAction(
            operation => Note(((IAssignmentOperation)operation.Operation).Target, assigned),
            OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment, OperationKind.DeconstructionAssignment);
        context.RegisterSymbolEndAction(end =>
        {
            foreach (var property in expected.Where(property => !assigned.ContainsKey(property)))
                end.ReportDiagnostic(Diagnostic.Create(
                    Diagnostics.NeverAssigned, property.Locations.FirstOrDefault(), property.Name, type.Name));
        });
    }

    // A required member is assigned by whoever makes the module, and the compiler sees to it.
    private static bool IsExpected(IPropertySymbol property) =>
        property is { NullableAnnotation: NullableAnnotation.None, IsRequired: false, IsPartialDefinition: true }
        && property.GetAttributes().Any(attribute => AnnotationNames.RoleOf(attribute) is not null);

    private static void Note(IOperation target, ConcurrentDictionary<ISymbol, bool> assigned)
    {
        if (target is IPropertyReferenceOperation { Property: var property })
            assigned[property.OriginalDefinition] = true;
        else if (target is ITupleOperation tuple)
            foreach (var element in tuple.Elements)
                Note(element, assigned);
    }
}
