namespace Cs336.Generators;

/// <summary>The role of a member in its module's state.</summary>
internal enum StateRole
{
    Parameter,
    Buffer,
    Submodule,
}

/// <summary>All that the emitter needs to know of a declared layer. Compares by value and holds no symbol, node or location.</summary>
/// <param name="HintName">The name of the generated file.</param>
/// <param name="Namespace">The namespace, or null for the global one.</param>
/// <param name="Containers">The types that contain it, outermost first, each as a partial declaration: <c>partial class Outer</c>.</param>
/// <param name="Name">Its name with its type parameters, as it is called inside itself: <c>Residual&lt;T&gt;</c>.</param>
/// <param name="DeclaredBase">The fully qualified name of the declared layer it derives from, or null.</param>
/// <param name="IsSound">Whether it can be a layer at all; otherwise it has no members, and all that was declared is a placeholder.</param>
/// <param name="Members">Its declared members in order, those of base layers left out.</param>
/// <param name="Placeholders">The declared members that are wrong.</param>
internal sealed record ModuleSpec(
    string HintName,
    string? Namespace,
    EquatableArray<string> Containers,
    string Name,
    string? DeclaredBase,
    bool IsSound,
    EquatableArray<MemberSpec> Members,
    EquatableArray<PlaceholderSpec> Placeholders);

/// <summary>A declared member.</summary>
/// <param name="Role">What it is.</param>
/// <param name="Name">The property's name.</param>
/// <param name="Field">The name of the field behind it.</param>
/// <param name="Type">The property's type, fully qualified, with <c>?</c> where it may be null.</param>
/// <param name="IsNullable">Whether it may be null.</param>
/// <param name="Modifiers">The property's modifiers as the user wrote them; both parts must have the same.</param>
/// <param name="InitModifiers">Those of its <c>init</c> accessor.</param>
/// <param name="Collection">The module that holds them where it is a list or dictionary of modules, or null.</param>
/// <param name="IsModuleList">Whether it is TorchSharp's own list, which can be added to after it is registered.</param>
/// <param name="StateName">The native state name.</param>
/// <param name="Aliases">Its names in other dialects.</param>
/// <param name="Shape">The declared shape.</param>
/// <param name="Initialiser">The method that fills it, where a helper that creates it is wanted, or null.</param>
/// <param name="IsPersistent">Whether a buffer is saved.</param>
/// <param name="FollowsDType">Whether <c>.to(dtype)</c> converts it.</param>
internal sealed record MemberSpec(
    StateRole Role,
    string Name,
    string Field,
    string Type,
    bool IsNullable,
    string Modifiers,
    string InitModifiers,
    string? Collection,
    bool IsModuleList,
    string StateName,
    EquatableArray<DialectName> Aliases,
    EquatableArray<string> Shape,
    string? Initialiser,
    bool IsPersistent,
    bool FollowsDType);

/// <summary>
/// A partial property that is declared wrongly. It is implemented all the same: the compiler shows no analyzer's message, and so not
/// what is wrong, while a partial property lacks its other half.
/// </summary>
/// <param name="Header">The property without its accessors, <c>public partial Tensor Weight</c>.</param>
/// <param name="Name">The property's name.</param>
/// <param name="Accessors">Each with its modifiers, <c>private init</c>.</param>
internal sealed record PlaceholderSpec(string Header, string Name, EquatableArray<string> Accessors);

/// <summary>A state name in a dialect other than the native one.</summary>
/// <param name="Dialect">The dialect's name in the enumeration.</param>
/// <param name="Name">The name there.</param>
internal sealed record DialectName(string Dialect, string Name);
