using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cs336.Generators;

/// <summary>Finds declared members that a constructor reads before it assigns them.</summary>
internal static class EarlyRead
{
    /// <summary>Looks through the body of a constructor of a layer.</summary>
    public static void Analyze(OperationBlockAnalysisContext context)
    {
        if (context.OwningSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
            || !AnnotationNames.IsDeclaredModule(constructor.ContainingType))
            return;

        var uses = context.OperationBlocks
            .SelectMany(block => block.Descendants())
            .OfType<IPropertyReferenceOperation>()
            .Where(use => IsOwnMember(use, constructor.ContainingType) && !RunsElsewhere(use))
            .GroupBy(use => use.Property, SymbolEqualityComparer.Default);
        foreach (var member in uses)
        {
            var assignments = member.Select(AssignmentTo).OfType<ISimpleAssignmentOperation>().ToList();
            if (assignments.Count == 0)
                continue;
            var assigned = assignments.Min(assignment => assignment.Syntax.Span.End);
            foreach (var read in member.Where(use => AssignmentTo(use) is null && use.Syntax.SpanStart < assigned))
                context.ReportDiagnostic(Diagnostic.Create(Diagnostics.ReadBeforeAssigned, read.Syntax.GetLocation(), read.Property.Name));
        }
    }

    private static bool IsOwnMember(IPropertyReferenceOperation use, INamedTypeSymbol type) =>
        use.Instance is IInstanceReferenceOperation
        && use.Property.NullableAnnotation != NullableAnnotation.Annotated
        && SymbolEqualityComparer.Default.Equals(use.Property.ContainingType, type)
        && use.Property.GetAttributes().Any(attribute => AnnotationNames.RoleOf(attribute) is not null);

    // What a lambda or local function reads it reads when it is called; nameof reads nothing.
    private static bool RunsElsewhere(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation)
                return true;
        return false;
    }

    private static ISimpleAssignmentOperation? AssignmentTo(IPropertyReferenceOperation use) =>
        use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use ? assignment : null;
}
