using Cs336.Train.SyntheticText;

namespace Cs336.Train.Experiments.Data;

/// <summary>A synthetic text in the place of a corpus: what <c>cs336 data synth</c> writes.</summary>
/// <param name="Corpus">In whose place.</param>
/// <param name="TrainMegabytes">The length of the training text, in 10⁶ bytes.</param>
/// <param name="ValidMegabytes">The length of the validation text.</param>
/// <param name="Words">Base words of the stories; the web's are not limited.</param>
internal sealed record StandIn(Corpus Corpus, double TrainMegabytes, double ValidMegabytes, int Words)
{
    private const int TrainSeed = 1, ValidSeed = 2;

    /// <summary>The commands that make it, in words.</summary>
    public string Description => FormattableString.Invariant(
        $"synthetic {Kind}: cs336 data synth --kind {Kind}{WordsOption} --megabytes {TrainMegabytes} --seed {TrainSeed}, ")
        + FormattableString.Invariant($"and to validate on, --megabytes {ValidMegabytes} --seed {ValidSeed}");

    private string Kind => Corpus == Corpus.TinyStories ? SyntheticCorpus.Stories : SyntheticCorpus.Web;

    private string WordsOption => Kind == SyntheticCorpus.Stories ? FormattableString.Invariant($" --words {Words}") : "";

    /// <summary>Writes both texts.</summary>
    public void Write(string train, string valid, CancellationToken cancellation)
    {
        Write(train, TrainMegabytes, TrainSeed, cancellation);
        Write(valid, ValidMegabytes, ValidSeed, cancellation);
    }

    private void Write(string path, double megabytes, ulong seed, CancellationToken cancellation) =>
        SyntheticCorpus.Write(path, Kind, SyntheticCorpus.BytesOf(megabytes), Words, seed, progress: null, cancellation);
}
