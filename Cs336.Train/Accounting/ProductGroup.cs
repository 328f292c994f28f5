using System.Text.RegularExpressions;
using Cs336.Model.Accounting;

namespace Cs336.Train.Accounting;

/// <summary>A matrix product that all layers compute alike.</summary>
/// <param name="Module">The module that computes it, <c>layers.0-47.attn</c> for that of 48 layers.</param>
/// <param name="Product">The product of the first of them.</param>
/// <param name="Times">How many layers compute it.</param>
internal sealed partial record ProductGroup(string Module, ForwardProduct Product, int Times)
{
    /// <summary>FLOPs of all of them.</summary>
    public long Flops => Times * Product.Flops;

    /// <summary>The shapes of the operands, as in <c>16 × [256, 32] × [32, 256]</c>.</summary>
    public string Shape()
    {
        var shape = $"[{Product.Rows}, {Product.Inner}] × [{Product.Inner}, {Product.Columns}]";
        return Product.Count == 1 ? shape : $"{Product.Count} × {shape}";
    }

    /// <summary>The products of a model, those that are alike together, in their order.</summary>
    /// <param name="products">The products of the forward pass.</param>
    /// <param name="layers">The number of the model's layers.</param>
    public static IReadOnlyList<ProductGroup> Of(IEnumerable<ForwardProduct> products, int layers) =>
    [
        .. products
            .GroupBy(product => product with { Module = LayerNumber().Replace(product.Module, $"layers.0-{layers - 1}.") })
            .Select(alike => new ProductGroup(layers == 1 ? alike.First().Module : alike.Key.Module, alike.First(), alike.Count())),
    ];

    [GeneratedRegex(@"^layers\.[0-9]+\.")]
    private static partial Regex LayerNumber();
}
