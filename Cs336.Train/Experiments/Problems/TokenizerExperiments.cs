using Cs336.Tokenizer;
using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Writeup;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>tokenizer_experiments</c> (assignment §2.7).</summary>
internal sealed class TokenizerExperiments : Experiment
{
    private const int Documents = 10;
    private const int Seed = 336;

    public override string Name => "tokenizer_experiments";

    public override string Title => "Experiments with tokenizers";

    public override string Question => """
        (a) Draw ten documents from TinyStories and ten from OpenWebText. How many bytes per token does each corpus's own tokenizer need?
        (b) What happens when the documents are encoded with the other tokenizer? (c) What is the throughput, and how long would the Pile,
        825 GB of text, take? (d) Encode the training and validation texts. Why is `uint16` the right type?
        """;

    public override string Measured =>
        "Bytes per token of both tokenizers on both corpora, where their pre-tokens are split, bytes encoded per second, and the token files.";

    public override string Judged => "By bytes per token, by the time for 825 GB, and by whether every id fits into 16 bits.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) =>
    [
        .. TokenizedCorpus.Both.Select(corpus => Measurement.Of(corpus.CompressionRun, 1, (context, _) => Compression.Of(
            context.ValidText(corpus.Corpus),
            BpeTokenizer.Load(context.Tokenizer(corpus.Corpus)),
            BpeTokenizer.Load(context.Tokenizer(corpus.Other)),
            Documents,
            Seed))
            with
        { Corpora = [corpus.Corpus, corpus.Other] }),
        .. TokenizedCorpus.Both.Select(corpus => Measurement.Of(corpus.SpeedRun, 1, (context, cancellation) =>
            EncodingSpeed.Of(context.Tokenizer(corpus.Corpus), context.TrainText(corpus.Corpus), cancellation))
            with
        { Corpora = [corpus.Corpus] }),
        .. TokenizedCorpus.Both.Select(corpus => Measurement.Of(corpus.DatasetsRun, 1, (context, cancellation) => new EncodedCorpus(
        [
            .. new[] { ("train", context.TrainText(corpus.Corpus)), ("valid", context.ValidText(corpus.Corpus)) }.Select(text =>
                EncodedDataset.Of(
                    text.Item1, context.Tokenizer(corpus.Corpus), text.Item2, context.Scratch, context.Quiet, cancellation)),
        ]))
            with
        { Corpora = [corpus.Corpus] }),
    ];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        CompressionAnswer.Write(section, recorded);
        EncodingAnswer.OnSpeed(section, recorded);
        EncodingAnswer.OnDatasets(section, recorded);
    }
}

/// <summary>A corpus with its own tokenizer, and the names of what is measured on it.</summary>
/// <param name="Corpus">Which.</param>
/// <param name="Other">The corpus that it is compared with.</param>
/// <param name="Name">Its name for readers.</param>
/// <param name="Suffix">Its name in those of runs.</param>
internal sealed record TokenizedCorpus(Corpus Corpus, Corpus Other, string Name, string Suffix)
{
    /// <summary>Both corpora.</summary>
    public static IReadOnlyList<TokenizedCorpus> Both { get; } =
    [
        new(Corpus.TinyStories, Corpus.OpenWebText, "TinyStories", "tinystories"),
        new(Corpus.OpenWebText, Corpus.TinyStories, "OpenWebText", "owt"),
    ];

    /// <summary>The run that compares both tokenizers on it.</summary>
    public string CompressionRun => $"compression-{Suffix}";

    /// <summary>The run that measures how fast it is encoded.</summary>
    public string SpeedRun => $"encoding-speed-{Suffix}";

    /// <summary>The run that encodes all of it.</summary>
    public string DatasetsRun => $"encoded-{Suffix}";
}
