using Microsoft.CodeAnalysis;

namespace Cs336.Generators;

/// <summary>The names of Cs336.Annotations that the generator looks for and writes.</summary>
internal static class AnnotationNames
{
    public const string ModuleAttribute = $"{Namespace}.{nameof(ModuleAttribute)}";
    public const string StateModule = $"global::{Namespace}.IStateModule";
    public const string StateEntry = $"global::{Namespace}.StateEntry";
    public const string StateMove = $"global::{Namespace}.StateMove";
    public const string ModuleBuffers = $"global::{Namespace}.ModuleBuffers";
    public const string ModuleArray = $"global::{Namespace}.ModuleArray";
    public const string ModuleMap = $"global::{Namespace}.ModuleMap";
    public const string ModuleLists = $"global::{Namespace}.ModuleLists";
    public const string Placement = $"global::{Namespace}.Placement";
    public const string Dialect = $"global::{Namespace}.Dialect";
    public const string StateShape = $"global::{Namespace}.StateShape";
    public const string DeclaredState = nameof(DeclaredState);

    /// <summary>The attributes that give a member its role.</summary>
    public static readonly string[] Roles =
        [$"{Namespace}.ParameterAttribute", $"{Namespace}.BufferAttribute", $"{Namespace}.SubmoduleAttribute"];

    private const string Namespace = "Cs336.Annotations";

    /// <summary>Whether <paramref name="type"/> is declared a layer.</summary>
    public static bool IsDeclaredModule(ITypeSymbol type) => DeclarationOf(type) is not null;

    /// <summary>The first attribute that declares <paramref name="type"/> a layer, or null.</summary>
    public static AttributeData? DeclarationOf(ITypeSymbol type) =>
        type.GetAttributes().FirstOrDefault(attribute => Is(attribute, nameof(ModuleAttribute)));

    /// <summary>Whether <paramref name="attribute"/> gives its member a name.</summary>
    public static bool IsStateName(AttributeData attribute) => Is(attribute, "StateNameAttribute");

    /// <summary>Whether <paramref name="attribute"/> says that its member is no state.</summary>
    public static bool IsNotState(AttributeData attribute) => Is(attribute, "NotStateAttribute");

    /// <summary>Whether <paramref name="attribute"/> says anything about its member's place in the state.</summary>
    public static bool IsAboutState(AttributeData attribute) =>
        RoleOf(attribute) is not null || IsStateName(attribute) || IsNotState(attribute);

    /// <summary>The role that <paramref name="attribute"/> gives its member, or null where it gives none.</summary>
    public static StateRole? RoleOf(AttributeData attribute) =>
        Is(attribute, "ParameterAttribute") ? StateRole.Parameter
        : Is(attribute, "BufferAttribute") ? StateRole.Buffer
        : Is(attribute, "SubmoduleAttribute") ? StateRole.Submodule
        : null;

    private static bool Is(AttributeData attribute, string name) =>
        attribute.AttributeClass is { } type && type.Name == name && type.ContainingNamespace.ToDisplayString() == Namespace;
}
