using Cs336.Model.Data;
using Cs336.Model.Tests.Support;
using Cs336.Model.Training;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Model.Tests.Training;

public sealed class UnigramBaselineTests
{
    [Property]
    public void The_baseline_is_the_mean_surprise_under_smoothed_counts(
        int seed, Dim vocab, FsCheck.NonNegativeInt training, FsCheck.PositiveInt heldOut)
    {
        var (seen, unseen) = (Draws.IdArray(seed, vocab, training.Get), Draws.IdArray(seed + 1, vocab, heldOut.Get));

        var expected = unseen.Average(
            id => -Math.Log((seen.Count(other => other == id) + 0.5) / (seen.Length + 0.5 * vocab)));

        Assert.Equal(expected, UnigramBaseline.Of(TokenSequence.Of(seen), TokenSequence.Of(unseen), vocab), 1e-10);
    }

    [Fact]
    public void Without_training_tokens_every_id_is_equally_likely() =>
        Assert.Equal(Math.Log(8), UnigramBaseline.Of(TokenSequence.Of([]), TokenSequence.Of([0, 7, 3]), 8), 1e-12);

    [Fact]
    public void Sequences_longer_than_what_is_read_at_once_are_counted_whole()
    {
        var zerosThenOne = new long[100_000];
        zerosThenOne[^1] = 1;

        Assert.Equal(
            -Math.Log(1.5 / 100_001), UnigramBaseline.Of(TokenSequence.Of(zerosThenOne), TokenSequence.Of([1]), 2), 1e-10);
    }
}
