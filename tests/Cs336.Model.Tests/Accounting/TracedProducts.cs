using Cs336.Model.Accounting;
using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Accounting;

/// <summary>The products of a forward pass that is made, from the tensors that go through its layers.</summary>
internal static class TracedProducts
{
    /// <summary>Count, rows, inner size and columns of each product, in order of size.</summary>
    public static IEnumerable<(long, long, long, long)> Of(TransformerLm model, Tensor ids)
    {
        var products = new List<(long, long, long, long)>();
        foreach (var linear in model.modules().OfType<Linear>())
        {
            linear.register_forward_hook((_, x, y) =>
            {
                products.Add((1, x.numel() / x.shape[^1], x.shape[^1], y.shape[^1]));
                return y;
            });
        }
        foreach (var attention in model.modules().OfType<CausalSelfAttention>())
        {
            attention.register_forward_hook((_, x, _, y) =>
            {
                // What the attention function multiplies, [1, heads, seq, d_head], has the features of the whole, shared out.
                var (heads, seq, dHead) = (attention.NHeads, x.shape[^2], x.shape[^1] / attention.NHeads);
                products.Add((heads, seq, dHead, seq));
                products.Add((heads, seq, seq, dHead));
                return y;
            });
        }
        model.call(ids);
        return products.Order();
    }

    /// <summary>The same of a predicted one.</summary>
    public static (long, long, long, long) Shape(ForwardProduct product) => (product.Count, product.Rows, product.Inner, product.Columns);
}
