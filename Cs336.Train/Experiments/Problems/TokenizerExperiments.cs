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
        .. TokenizedCorpus.Both.Select(CompressionRun),
        .. TokenizedCorpus.Both.Select(SpeedRun),
        .. TokenizedCorpus.Both.Select(DatasetsRun),
    ];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        CompressionAnswer.Write(section, recorded);
        EncodingAnswer.OnSpeed(section, recorded);
        EncodingAnswer.OnDatasets(section, recorded);
    }

    private static Measurement CompressionRun(TokenizedCorpus corpus)
    {
        return Measurement.Of(corpus.CompressionRun, 1, Compress) with { Corpora = [corpus.Corpus, corpus.Other] };

        Compression Compress(MeasurementContext context, CancellationToken cancellation) => Compression.Of(
            context.ValidText(corpus.Corpus),
            context.ValidText(corpus.Other),
            BpeTokenizer.Load(context.Tokenizer(corpus.Corpus)),
            BpeTokenizer.Load(context.Tokenizer(corpus.Other)),
            Documents,
            Seed);
    }

    private static Measurement SpeedRun(TokenizedCorpus corpus)
    {
        return Measurement.Of(corpus.SpeedRun, 1, Encode) with { Corpora = [corpus.Corpus] };

        EncodingSpeed Encode(MeasurementContext context, CancellationToken cancellation) =>
            EncodingSpeed.Of(context.Tokenizer(corpus.Corpus), context.TrainText(corpus.Corpus), cancellation);
    }

    private static Measurement DatasetsRun(TokenizedCorpus corpus)
    {
        return Measurement.Of(corpus.DatasetsRun, 1, Encode) with { Corpora = [corpus.Corpus] };

        EncodedCorpus Encode(MeasurementContext context, CancellationToken cancellation) =>
            EncodedCorpus.Of(
                context.Tokenizer(corpus.Corpus),
                [("training", context.TrainText(corpus.Corpus)), ("validation", context.ValidText(corpus.Corpus))],
                context.Scratch,
                context.Quiet,
                cancellation);
    }
}
