using Microsoft.CodeAnalysis;

namespace Cs336.Generators;

/// <summary>The names of Cs336.Annotations that the generator looks for and writes.</summary>
internal static class AnnotationNames
{
    public const string ModuleAttribute = "Cs336.Annotations.ModuleAttribute";
    public const string StateModule = "global::Cs336.Annotations.IStateModule";
    public const string StateEntry = "global::Cs336.Annotations.StateEntry";
    public const string StateMove = "global::Cs336.Annotations.StateMove";
    public const string ModuleBuffers = "global::Cs336.Annotations.ModuleBuffers";
    public const string ModuleArray = "global::Cs336.Annotations.ModuleArray";
    public const string Placement = "global::Cs336.Annotations.Placement";
    public const string Dialect = "global::Cs336.Annotations.Dialect";
    public const string DeclaredState = "DeclaredState";

    private const string StateName = "StateNameAttribute";

    /// <summary>Whether <paramref name="type"/> is declared a layer.</summary>
    public static bool IsDeclaredModule(ITypeSymbol type) => DeclarationOf(type) is not null;

    /// <summary>The first attribute that declares <paramref name="type"/> a layer, or null.</summary>
    public static AttributeData? DeclarationOf(ITypeSymbol type) =>
        type.GetAttributes().FirstOrDefault(attribute => Is(attribute, nameof(ModuleAttribute)));

    /// <summary>Whether <paramref name="attribute"/> gives its member a name.</summary>
    public static bool IsStateName(AttributeData attribute) => Is(attribute, StateName);

    /// <summary>The role that <paramref name="attribute"/> gives its member, or null where it gives none.</summary>
    public static StateRole? RoleOf(AttributeData attribute) =>
        Is(attribute, "ParameterAttribute") ? StateRole.Parameter
        : Is(attribute, "BufferAttribute") ? StateRole.Buffer
        : Is(attribute, "SubmoduleAttribute") ? StateRole.Submodule
        : null;

    private static bool Is(AttributeData attribute, string name) =>
        attribute.AttributeClass is
        {
            ContainingNamespace: { Name: "Annotations", ContainingNamespace: { Name: "Cs336", ContainingNamespace.IsGlobalNamespace: true } },
        } type
        && type.Name == name;
}
