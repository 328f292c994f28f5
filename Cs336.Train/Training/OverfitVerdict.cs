using Cs336.Model.Training;

namespace Cs336.Train.Training;

/// <summary>Whether a model has learnt a single batch by heart, which any model that is built and trained rightly does.</summary>
internal static class OverfitVerdict
{
    /// <summary>Nats per token below which a batch is known by heart: the right token gets more than nine tenths.</summary>
    public const double KnownByHeart = 0.1;

    /// <summary>The verdict in words.</summary>
    /// <param name="rows">The run's measurements.</param>
    public static string Of(IEnumerable<Metrics> rows)
    {
        var losses = rows.Where(row => row.TrainLoss is not null).Select(row => row.TrainLoss!.Value).ToList();
        return losses is [var first, .., var last]
            ? FormattableString.Invariant($"One batch again and again: its loss went from {first:F4} to {last:F4} nats; ")
                + (last < KnownByHeart
                    ? "the model knows it by heart, so it can learn."
                    : FormattableString.Invariant($"expected below {KnownByHeart}. Try more steps or another learning rate, then look for a mistake."))
            : "One batch again and again: there are not two steps to compare.";
    }
}
