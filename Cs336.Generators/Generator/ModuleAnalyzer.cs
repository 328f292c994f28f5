using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cs336.Generators;

/// <summary>Explains every declaration that gets no generated half, or only part of one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModuleAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Diagnostics.NotPartial,
        Diagnostics.WrongBase,
        Diagnostics.LanguageTooOld,
        Diagnostics.PrimaryConstructor,
        Diagnostics.OutsideModule,
        Diagnostics.WrongForm,
        Diagnostics.WrongType,
        Diagnostics.SeveralRoles,
        Diagnostics.NameWithoutRole,
        Diagnostics.BadStateName,
        Diagnostics.DuplicateStateName,
        Diagnostics.BadDimension,
        Diagnostics.BadInitialiser,
        Diagnostics.UnseenState,
        Diagnostics.RegisteredByHand,
        Diagnostics.NeverAssigned,
        Diagnostics.ReadBeforeAssigned,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(static context => Analyze(context, (INamedTypeSymbol)context.Symbol), SymbolKind.NamedType);
        context.RegisterOperationAction(HandRegistration.AnalyzeCall, OperationKind.Invocation);
        context.RegisterOperationBlockAction(EarlyRead.Analyze);
        context.RegisterSymbolStartAction(NeverAssigned.Start, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        void Report(DiagnosticDescriptor descriptor, Location? location, object[] arguments) =>
            context.ReportDiagnostic(Diagnostic.Create(descriptor, location, arguments));

        var isDeclared = AnnotationNames.IsDeclaredModule(type);
        var isLayer = isDeclared || ModuleParser.DeclaredBase(type) is not null;
        if (isDeclared)
            ModuleParser.Parse(type, context.Compilation, Report, context.CancellationToken);

        // Whatever derives from a layer inherits its RegisterComponents, which registers nothing.
        if (isLayer)
        {
            HandRegistration.AnalyzeOverride(type, Report);
            if (KnownTypes.Of(context.Compilation) is { } known)
                UnseenState.Analyze(type, isDeclared, known, Report);
        }

        if (!isDeclared)
            foreach (var member in type.GetMembers())
                if (member.GetAttributes().Any(attribute =>
                    AnnotationNames.IsAboutState(attribute) && !(isLayer && AnnotationNames.IsNotState(attribute))))
                    Report(Diagnostics.OutsideModule, member.Locations.FirstOrDefault(), [member.Name, type.Name]);
    }
}
