using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
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

        var attended = x + block.Attention.call(block.AttentionNorm!.call(x), null);
        var expected = attended + block.FeedForward.call(block.FeedForwardNorm!.call(attended));

        TensorAssert.Same(expected.detach(), block.call(x, null).detach());
    }

    [Property]
    public void A_post_norm_block_norms_each_sum(Dim batch, Dim seq, int seed)
    {
        using var scope = NewDisposeScope();
        using var block = new TransformerBlock(TinyModel.Config with { Norm = NormPlacement.Post });
        var x = Draws.Normal(seed, batch, seq, 8);

        var attended = block.AttentionNorm!.call(x + block.Attention.call(x, null));
        var expected = block.FeedForwardNorm!.call(attended + block.FeedForward.call(attended));

        TensorAssert.Same(expected.detach(), block.call(x, null).detach());
    }

    [Property]
    public void A_block_without_norms_adds_attention_then_feed_forward(Dim batch, Dim seq, int seed)
    {
        using var scope = NewDisposeScope();
        using var block = new TransformerBlock(TinyModel.Config with { Norm = NormPlacement.None });
        var x = Draws.Normal(seed, batch, seq, 8);

        var attended = x + block.Attention.call(x, null);

        TensorAssert.Same((attended + block.FeedForward.call(attended)).detach(), block.call(x, null).detach());
        Assert.DoesNotContain(block.state_dict().Keys, name => name.StartsWith("ln", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_positions_equal_tokens_get_equal_features_whatever_their_order()
    {
        using var scope = NewDisposeScope();
        using var block = new TransformerBlock(TinyModel.Config with { Positions = PositionEncoding.None });
        var x = Draws.Normal(1, 1, 4, 8);
        var swapped = x.index_select(1, tensor(new long[] { 2, 1, 0, 3 }));

        // The last token attends to the same set of tokens; the order of the sum may differ by rounding.
        TensorAssert.Close(block.call(x, null).select(1, 3), block.call(swapped, null).select(1, 3));

        using var rotary = new TransformerBlock(TinyModel.Config);
        var difference = rotary.call(x, null).select(1, 3) - rotary.call(swapped, null).select(1, 3);
        Assert.True(difference.abs().max().item<float>() > 1e-3);
    }

    [Property]
    public void A_block_whose_last_projections_are_zero_is_the_identity(Dim batch, Dim seq, int seed)
    {
        using var scope = NewDisposeScope();
        using var block = new TransformerBlock(TinyModel.Config);
        using (no_grad())
        {
            block.Attention.Output.Weight.zero_();
            ((SwiGlu)block.FeedForward).Down.Weight.zero_();
        }
        var x = Draws.Normal(seed, batch, seq, 8);

        TensorAssert.Same(x, block.call(x, null).detach());
    }
}
