using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

public sealed class TransformerBlockTests
{
    [Property]
    public void Forward_adds_attention_then_feed_forward_each_of_a_normed_input(Dim batch, Dim seq, int seed)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var block = new TransformerBlock(TinyModel.Config);
        var x = Draws.Normal(seed, batch, seq, 8);

        var attended = x + block.Attention.call(block.AttentionNorm.call(x), null);
        var expected = attended + block.FeedForward.call(block.FeedForwardNorm.call(attended));

        TensorAssert.Same(expected.detach(), block.call(x, null).detach());
    }

    [Property]
    public void A_block_whose_last_projections_are_zero_is_the_identity(Dim batch, Dim seq, int seed)
    {
        using var scope = NewDisposeScope();
        using var block = new TransformerBlock(TinyModel.Config);
        using (no_grad())
        {
            block.Attention.Output.Weight.zero_();
            block.FeedForward.Down.Weight.zero_();
        }
        var x = Draws.Normal(seed, batch, seq, 8);

        TensorAssert.Same(x, block.call(x, null).detach());
    }
}
