using Microsoft.CodeAnalysis;

namespace Cs336.Architecture.Tests.ApiRule;

/// <summary>
/// What the assignment forbids (handout §1, "What you can use"), as a predicate on symbols. <c>BannedSymbols.txt</c> lists what
/// it holds for in one version of TorchSharp.
/// </summary>
public static class AssignmentRule
{
    private static readonly HashSet<string> AllowedInNn =
        ["Module", "IModule", "HookableModule", "Parameter", "ModuleList", "ModuleDict", "Sequential"];

    private static readonly HashSet<string> AllowedInOptim = ["Optimizer", "ILearningRateController"];

    private static readonly HashSet<string> AllowedBases = ["OptimizerHelper", .. AllowedInNn];

    private static readonly string[] ToBeWrittenByHand =
        ["softmax", "silu", "gelu", "layernorm", "rmsnorm", "crossentropy", "scaleddotproductattention", "clipgrad"];

    /// <summary>The outermost public symbols of an assembly that may not be used: what a banned type contains is banned with it.</summary>
    public static IEnumerable<ISymbol> BannedSymbols(IAssemblySymbol torchSharp) => BannedIn(torchSharp.GlobalNamespace);

    private static IEnumerable<ISymbol> BannedIn(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().Where(IsVisible))
        {
            if (IsBanned(member))
                yield return member;
            else if (member is INamespaceOrTypeSymbol inner)
            {
                foreach (var banned in BannedIn(inner))
                    yield return banned;
            }
        }
    }

    private static bool IsVisible(ISymbol symbol) =>
        symbol is INamespaceSymbol || symbol.DeclaredAccessibility is not (Accessibility.Private or Accessibility.Internal);

    private static bool IsBanned(ISymbol symbol) => symbol switch
    {
        INamespaceSymbol => false,
        { ContainingType: { } container } when Id(container) == "T:TorchSharp.torch.nn" => !AllowedInNn.Contains(symbol.Name),
        { ContainingType: { } container } when Id(container) == "T:TorchSharp.torch.optim" => !AllowedInOptim.Contains(symbol.Name),
        INamedTypeSymbol { ContainingType: null } type => IsModuleOrOptimizer(type) && !AllowedBases.Contains(type.Name),
        _ => ToBeWrittenByHand.Any(function => symbol.Name.Replace("_", "").Contains(function, StringComparison.OrdinalIgnoreCase)),
    };

    private static bool IsModuleOrOptimizer(INamedTypeSymbol type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (Id(ancestor) is "T:TorchSharp.torch.nn.Module" or "T:TorchSharp.torch.optim.Optimizer")
                return true;
        }
        return false;
    }

    private static string? Id(ISymbol symbol) => symbol.GetDocumentationCommentId();
}
