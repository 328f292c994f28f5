using Microsoft.CodeAnalysis;

namespace Cs336.Generators;

/// <summary>Receives what is wrong with a declaration; the generator lets it fall, the analyzer shows it.</summary>
internal delegate void DiagnosticSink(DiagnosticDescriptor descriptor, Location? location, params object[] arguments);

/// <summary>Every mistake in a declaration that the compiler itself does not see.</summary>
internal static class Diagnostics
{
    private const string Category = "Declaration";

    public static readonly DiagnosticDescriptor NotPartial = Error(
        "LMG001",
        "A layer must be partial",
        "'{0}' must be declared partial to receive its generated half: {1}",
        "The generator writes a second half of every class marked [Module]. The class and every type around it must be partial, "
        + "and none may be file-local, or there is no place for that half.");

    public static readonly DiagnosticDescriptor WrongBase = Error(
        "LMG002",
        "A layer must derive from torch.nn.Module",
        "'{0}' is marked [Module] but {1}",
        "A layer derives from TorchSharp's torch.nn.Module, from one of its generic forms, or from another class marked [Module]. "
        + "The ready-made layers of TorchSharp.Modules register and move their state themselves; hold one as a [Submodule] instead.");

    public static readonly DiagnosticDescriptor LanguageTooOld = Error(
        "LMG003",
        "Declared layers need C# 13",
        "'{0}' needs C# 13 or newer for partial properties, but the project is compiled as C# {1}",
        "The generated half implements the partial properties of the declaration, which exist since C# 13. Remove <LangVersion> from "
        + "the project or raise it.");

    public static readonly DiagnosticDescriptor PrimaryConstructor = Error(
        "LMG004",
        "A layer cannot have a primary constructor",
        "'{0}' has a primary constructor, which cannot assign declared members; declare an ordinary one",
        "Assigning a declared member in a constructor registers it. A primary constructor has no body, so its members would never be "
        + "assigned.");

    public static readonly DiagnosticDescriptor OutsideModule = Error(
        "LMG005",
        "State is declared outside a layer",
        "'{0}' is declared as state, but '{1}' is not marked [Module]",
        "[Parameter], [Buffer], [Submodule], [StateName] and [NotState] mean something only in a class marked [Module]; without it "
        + "nothing is generated and nothing is registered.");

    public static readonly DiagnosticDescriptor WrongForm = Error(
        "LMG006",
        "A declared member has the wrong form",
        "'{0}' must be a partial property such as 'public partial {1} {0} {{ get; private init; }}': {2}",
        "The generated half implements the property. Assigning it registers the member and 'init' freezes it afterwards, so it is a "
        + "partial instance property with 'get' and 'init', and neither virtual nor an override.");

    public static readonly DiagnosticDescriptor WrongType = Error(
        "LMG007",
        "A declared member has the wrong type",
        "'{0}' is of type '{1}', but {2}",
        "A [Parameter] is a TorchSharp.Modules.Parameter, a [Buffer] is a torch.Tensor, a [Submodule] is a module, an "
        + "IReadOnlyList<T> or an IReadOnlyDictionary<string, T> of modules. TorchSharp's own ModuleDict throws on .to(). Each may be nullable where not every instance has one.");

    public static readonly DiagnosticDescriptor SeveralRoles = Error(
        "LMG008",
        "A member has several roles",
        "'{0}' is declared both as {1} and as {2}",
        "A member is one of parameter, buffer, submodule and [NotState]. Remove all but one of the attributes.");

    public static readonly DiagnosticDescriptor NameWithoutRole = Error(
        "LMG009",
        "A state name names no state",
        "'{0}' has a [StateName] but is neither [Parameter], [Buffer] nor [Submodule]",
        "[StateName] renames a declared member. Add the attribute that says what the member is, or remove the name.");

    public static readonly DiagnosticDescriptor BadStateName = Error(
        "LMG010",
        "A state name is ill-formed",
        "'{1}' cannot name '{0}': {2}",
        "A state name consists of ASCII letters, digits and underscores. In a dialect other than the native one it may be several such "
        + "names joined by dots. A member has at most one name in each dialect.");

    public static readonly DiagnosticDescriptor DuplicateStateName = Error(
        "LMG011",
        "Two members share a state name",
        "'{0}' and '{1}' are both named '{2}' in the dialect {3}",
        "State names are the keys of state_dict and of saved files, so within a layer, its base layers included, each is unique in "
        + "every dialect. Rename one of the members with [StateName].");

    public static readonly DiagnosticDescriptor BadDimension = Error(
        "LMG012",
        "A dimension is ill-formed",
        "'{1}' cannot be a dimension of '{0}': {2}",
        "A dimension is a symbol, which must be usable as the name of a C# parameter ('d_model'), or a literal size ('3').");

    public static readonly DiagnosticDescriptor BadInitialiser = Error(
        "LMG013",
        "An initialiser cannot be called",
        "'{1}' cannot initialise '{0}': {2}; declare 'private static void {1}(Tensor tensor)'",
        "Init names a method of the class, or an accessible one of a base class, that is static, returns void and takes one Tensor, "
        + "which it fills in place.");

    public static readonly DiagnosticDescriptor UnseenState = Warning(
        "LMG014",
        "A member holds state that nothing sees",
        "'{0}' holds a {1}, but state_dict does not name it and .to() does not move it; {2}, or mark it [NotState]",
        "Only declared members of a layer are registered. A tensor or module in any other field or property, an array, list or "
        + "dictionary of them included, is neither saved nor loaded, not moved, and not trained. [NotState] says that this is wanted.");

    public static readonly DiagnosticDescriptor RegisteredByHand = Error(
        "LMG015",
        "A layer registers by hand",
        "'{0}' has no place in a layer: {1}",
        "Assigning a declared member registers it, in state_dict and in the layer's own table alike. What is registered by hand is "
        + "missing from that table, so .to() does not move it and StateNames neither saves nor loads it; RegisterComponents does nothing.");

    public static readonly DiagnosticDescriptor NeverAssigned = Warning(
        "LMG016",
        "A declared member is never assigned",
        "'{0}' is never assigned, so '{1}' has no state of that name; assign it in every constructor",
        "Assigning a declared member in a constructor registers it. Where nullable reference types are on, the compiler itself "
        + "warns of a member that a constructor forgets (CS8618); this is its stand-in where they are off.");

    public static readonly DiagnosticDescriptor ReadBeforeAssigned = Error(
        "LMG017",
        "A declared member is read before it is assigned",
        "'{0}' is read before this constructor assigns it, and null until then; assign it first",
        "A declared member has no value before the constructor assigns it. The compiler, which sees a property here and not the field "
        + "behind it, does not notice; at run time it would be a NullReferenceException.");

    private static DiagnosticDescriptor Error(string id, string title, string message, string description) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, description);

    private static DiagnosticDescriptor Warning(string id, string title, string message, string description) =>
        new(id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, description);
}
