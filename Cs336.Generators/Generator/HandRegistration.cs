using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cs336.Generators;

/// <summary>Finds what a layer registers other than by assigning its declared members.</summary>
internal static class HandRegistration
{
    private const string RegisterComponents = nameof(RegisterComponents);
    private const string DoesNothing = "assigning a declared member registers it, and the generated RegisterComponents does nothing";
    private const string IsNotInTable = "what it registers is in no state table; declare a member as [Parameter], [Buffer] or [Submodule]";

    /// <summary>Reports an override of <c>RegisterComponents</c> in <paramref name="type"/>.</summary>
    public static void AnalyzeOverride(INamedTypeSymbol type, DiagnosticSink report)
    {
        // The generated one is among them; what is reported in generated code is not shown.
        foreach (var method in type.GetMembers(RegisterComponents).OfType<IMethodSymbol>().Where(method => method.IsOverride))
            report(Diagnostics.RegisteredByHand, method.Locations.FirstOrDefault(), RegisterComponents, DoesNothing);
    }

    /// <summary>Reports a call by which a layer registers something of its own.</summary>
    public static void AnalyzeCall(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        var reason = call.TargetMethod.Name switch
        {
            RegisterComponents => DoesNothing,
            "register_parameter" or "register_buffer" or "register_module" or "add_module" => IsNotInTable,
            _ => null,
        };
        if (reason is null
            || call.Instance is not IInstanceReferenceOperation
            || context.ContainingSymbol.ContainingType is not { } type
            || !(AnnotationNames.IsDeclaredModule(type) || ModuleParser.DeclaredBase(type) is not null)
            || KnownTypes.Of(context.Compilation) is not { } known
            || !known.IsModule(call.TargetMethod.ContainingType))
            return;
        context.ReportDiagnostic(Diagnostic.Create(
            Diagnostics.RegisteredByHand, call.Syntax.GetLocation(), call.TargetMethod.Name, reason));
    }
}
