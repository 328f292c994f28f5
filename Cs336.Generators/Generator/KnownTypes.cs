using Microsoft.CodeAnalysis;

namespace Cs336.Generators;

/// <summary>The types of TorchSharp that declarations are made of.</summary>
internal sealed class KnownTypes
{
    private readonly INamedTypeSymbol module;
    private readonly INamedTypeSymbol tensor;
    private readonly INamedTypeSymbol parameter;

    private KnownTypes(INamedTypeSymbol module, INamedTypeSymbol tensor, INamedTypeSymbol parameter)
    {
        this.module = module;
        this.tensor = tensor;
        this.parameter = parameter;
    }

    /// <summary>The types as <paramref name="compilation"/> sees them, or null where it does not reference TorchSharp.</summary>
    public static KnownTypes? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName("TorchSharp.torch+nn+Module") is { } module
        && compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor") is { } tensor
        && compilation.GetTypeByMetadataName("TorchSharp.Modules.Parameter") is { } parameter
            ? new(module, tensor, parameter)
            : null;

    /// <summary>What a value of <paramref name="type"/> is, and the role to declare it in, where it is state at all.</summary>
    public (string What, StateRole Role)? StateIn(ITypeSymbol type) =>
        IsModule(type) || IsModuleInterface(type) ? ("module", StateRole.Submodule)
        : IsOrDerivesFrom(type, parameter) ? ("parameter", StateRole.Parameter)
        : IsOrDerivesFrom(type, tensor) ? ("tensor", StateRole.Buffer)
        : null;

    public bool IsTensor(ITypeSymbol type) => SymbolEqualityComparer.Default.Equals(type, tensor);

    public bool IsParameter(ITypeSymbol type) => SymbolEqualityComparer.Default.Equals(type, parameter);

    /// <summary>Whether every value of <paramref name="type"/> is a module.</summary>
    public bool IsModule(ITypeSymbol type)
    {
        if (type is ITypeParameterSymbol typeParameter)
            return typeParameter.ConstraintTypes.Any(IsModule);
        return IsOrDerivesFrom(type, module);
    }

    /// <summary>
    /// Whether a child may be of <paramref name="type"/>: a module, or a list or dictionary of modules. TorchSharp's own dictionaries are
    /// none: their two indexers make <c>.to(…)</c> throw.
    /// </summary>
    public bool CanBeSubmodule(ITypeSymbol type) =>
        ItemsOf(type) is not null || (IsModule(type) && !IsOrDerivesFromReadyMade(type, "ModuleDict`1") && !IsOrDerivesFromReadyMade(type, "ParameterDict"));

    /// <summary>The type of the modules that a list or dictionary of <paramref name="type"/> holds, or null where it is no such thing.</summary>
    public ITypeSymbol? ItemsOf(ITypeSymbol type) =>
        type is INamedTypeSymbol collection
        && (collection.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IReadOnlyList_T || IsDictionary(type))
        && collection.TypeArguments.Last() is { NullableAnnotation: not NullableAnnotation.Annotated } item
        && IsModule(item)
            ? item
            : null;

    /// <summary>Whether <paramref name="type"/> is <c>IReadOnlyDictionary&lt;string, T&gt;</c>.</summary>
    public static bool IsDictionary(ITypeSymbol type) =>
        type is INamedTypeSymbol { MetadataName: "IReadOnlyDictionary`2", TypeArguments: [{ SpecialType: SpecialType.System_String }, _] }
        && type.ContainingNamespace.ToDisplayString() == "System.Collections.Generic";

    /// <summary>Whether <paramref name="type"/> is TorchSharp's list of modules, or derives from it.</summary>
    public static bool IsModuleList(ITypeSymbol type) => IsOrDerivesFromReadyMade(type, "ModuleList`1");

    private static bool IsModuleInterface(ITypeSymbol type) =>
        type is { TypeKind: TypeKind.Interface, Name: "IModule" } && type.ContainingType?.ToDisplayString() == "TorchSharp.torch.nn";

    private static bool IsOrDerivesFromReadyMade(ITypeSymbol type, string name)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
            if (current.MetadataName == name && IsReadyMade(current))
                return true;
        return false;
    }

    private static bool IsOrDerivesFrom(ITypeSymbol type, INamedTypeSymbol ancestor)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
            if (SymbolEqualityComparer.Default.Equals(current, ancestor))
                return true;
        return false;
    }

    /// <summary>The ready-made layer of TorchSharp that <paramref name="type"/> derives from, or null.</summary>
    public static INamedTypeSymbol? ReadyMadeBaseOf(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
            if (IsReadyMade(current))
                return current;
        return null;
    }

    private static bool IsReadyMade(ITypeSymbol type) => type.ContainingNamespace?.ToDisplayString() == "TorchSharp.Modules";
}
