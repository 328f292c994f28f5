using Cs336.Train.Training;

namespace Cs336.Train.Experiments;

/// <summary>What a measurement may use. Corpora, tokenizers and token files are made when they are first asked for, and kept.</summary>
internal abstract class MeasurementContext
{
    /// <summary>The scale that is run.</summary>
    public abstract Scale Scale { get; }

    /// <summary>Whether to show no progress.</summary>
    public abstract bool Quiet { get; }

    /// <summary>A folder for what the measurement writes; empty at its start, removed after it.</summary>
    public abstract string Scratch { get; }

    /// <summary>The training text of a corpus, decompressed: one UTF-8 file, documents divided by <c>&lt;|endoftext|&gt;</c>.</summary>
    public abstract string TrainText(Corpus corpus);

    /// <summary>The validation text of a corpus.</summary>
    public abstract string ValidText(Corpus corpus);

    /// <summary>The size of the vocabulary that the scale gives a corpus's tokenizer.</summary>
    public abstract int VocabSize(Corpus corpus);

    /// <summary>The directory of the tokenizer that was trained on a corpus.</summary>
    public abstract string Tokenizer(Corpus corpus);

    /// <summary>The directory of a training run that the measurement needs.</summary>
    public abstract RunDirectory Run(TrainingRun run);
}
