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
        IsModule(type) ? ("module", StateRole.Submodule)
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

    /// <summary>The type of the items where <paramref name="type"/> is <c>IReadOnlyList&lt;T&gt;</c> of modules, or null.</summary>
    public ITypeSymbol? ModuleListItem(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IReadOnlyList_T } list
        && list.TypeArguments[0] is { NullableAnnotation: not NullableAnnotation.Annotated } item
        && IsModule(item)
            ? item
            : null;

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
            if (current.ContainingNamespace?.ToDisplayString() == "TorchSharp.Modules")
                return current;
        return null;
    }
}
