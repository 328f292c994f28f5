using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cs336.Generators;

/// <summary>Writes the other half of every class marked <c>[Module]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModuleGenerator : IIncrementalGenerator
{
    /// <summary>The name under which the specifications of the layers are tracked.</summary>
    public const string Specifications = nameof(Specifications);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var specifications = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                AnnotationNames.ModuleAttribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (context, cancellation) => Specification(context, cancellation))
            .Where(static spec => spec is not null)
            .WithTrackingName(Specifications);

        context.RegisterSourceOutput(specifications, static (context, spec) =>
            context.AddSource(spec!.HintName, ModuleEmitter.Emit(spec)));

        foreach (var role in AnnotationNames.Roles)
        {
            var outside = context.SyntaxProvider
                .ForAttributeWithMetadataName(
                    role,
                    static (node, _) => node is BasePropertyDeclarationSyntax,
                    static (context, cancellation) => Placeholder(context, cancellation))
                .Where(static spec => spec is not null);
            context.RegisterSourceOutput(outside, static (context, spec) =>
                context.AddSource(spec!.HintName, ModuleEmitter.Emit(spec)));
        }
    }

    /// <summary>Of a property with several roles, for the first of them only.</summary>
    private static ModuleSpec? Placeholder(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var property = (IPropertySymbol)context.TargetSymbol;
        var first = property.GetAttributes().First(attribute => AnnotationNames.RoleOf(attribute) is not null);
        return context.Attributes.Any(attribute => attribute.ApplicationSyntaxReference?.Span == first.ApplicationSyntaxReference?.Span)
            ? ModuleParser.ParseOutside(property, cancellation)
            : null;
    }

    private static ModuleSpec? Specification(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;

        // Marked twice, on two parts, is the compiler's error to report; here it must not become two files of one name.
        var first = AnnotationNames.DeclarationOf(type)?.ApplicationSyntaxReference;
        return first is not null && first.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(first.Span)
            ? ModuleParser.Parse(type, context.SemanticModel.Compilation, static (_, _, _) => { }, cancellation)
            : null;
    }
}
