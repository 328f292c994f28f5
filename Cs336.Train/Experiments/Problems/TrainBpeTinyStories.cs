using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Writeup;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>train_bpe_tinystories</c> (assignment §2.5).</summary>
internal sealed class TrainBpeTinyStories : Experiment
{
    private const string TrainingRun = "train-bpe-tinystories";

    private static readonly TrainingBudget Budget = new(Seconds: 30 * 60, Bytes: 30_000_000_000, WantedSeconds: 120);

    /// <summary>The run, which the problem on OpenWebText compares with.</summary>
    public static Measurement Training { get; } = TokenizerTrainingAnswer.Run(TrainingRun, Corpus.TinyStories);

    public override string Name => "train_bpe_tinystories";

    public override string Title => "BPE training on TinyStories";

    public override string Question => """
        (a) Train a byte-level BPE tokenizer on TinyStories, with `<|endoftext|>` as a special token and, at full scale, 10,000 tokens. How much
        time and memory does it take? What is the longest token, and does it make sense? (b) What takes the most time?
        """;

    public override string Measured => "Wall-clock, processor time and memory of the training by phase, and the vocabulary.";

    public override string Judged => "By the assignment's budget of 30 minutes and 30 GB without a GPU, where the text is the course's.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) =>
        [Training];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        if (recorded.Result<TokenizerProfile>(TrainingRun) is not { } found)
        {
            section.NotRun("training the tokenizer on TinyStories", recorded.Command);
            return;
        }
        var entry = recorded.Entry(TrainingRun)!;
        TokenizerTrainingAnswer.Results(section, found, entry, Corpus.TinyStories, Budget);
        section.Text("**(b)**");
        TokenizerTrainingAnswer.Profile(section, found, entry);
    }
}
