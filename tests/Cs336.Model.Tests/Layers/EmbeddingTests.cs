using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Layers;

public sealed class EmbeddingTests
{
    [Property]
    public void Each_id_gives_its_row(Dim batch, Dim seq, Dim vocab, Dim dModel, int seed)
    {
        using var scope = NewDisposeScope();
        using var embedding = new Embedding(vocab, dModel);
        var ids = Draws.Ids(seed, vocab, batch, seq);

        var vectors = embedding.call(ids);

        Assert.Equal([batch, seq, dModel], vectors.shape);
        for (var i = 0; i < batch; i++)
            for (var j = 0; j < seq; j++)
                TensorAssert.Same(embedding.Weight[ids[i, j].item<long>()].detach(), vectors[i, j].detach());
    }

    [Fact]
    public void The_gradient_of_a_row_counts_how_often_its_id_was_looked_up()
    {
        using var scope = NewDisposeScope();
        using var embedding = new Embedding(vocab: 3, dModel: 1);

        embedding.call(tensor([2L, 0, 2, 2])).sum().backward();

        TensorAssert.Close([1, 0, 3], embedding.Weight.grad!, absolute: 0);
    }

    [Fact]
    public void Weights_are_a_standard_normal_distribution_cut_at_three()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var embedding = new Embedding(vocab: 1000, dModel: 64);

        InitialWeights.AreTruncatedNormal(embedding.Weight, sigma: 1);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void An_id_outside_the_vocabulary_is_an_exception(long id)
    {
        using var scope = NewDisposeScope();
        using var embedding = new Embedding(vocab: 3, dModel: 2);

        Assert.ThrowsAny<Exception>(() => embedding.call(tensor([id])));
    }
}
