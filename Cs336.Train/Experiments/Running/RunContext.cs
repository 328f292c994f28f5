using Cs336.Train.Experiments.Data;
using Cs336.Train.Training;

namespace Cs336.Train.Experiments.Running;

/// <summary>What the measurements of one command use.</summary>
internal sealed class RunContext(Workspace workspace, PreparedCorpora corpora, RunSettings settings, string scratch) : MeasurementContext
{
    public override Scale Scale => settings.Scale;

    public override bool Quiet => settings.Quiet;

    public override string Scratch => scratch;

    public override string TrainText(Corpus corpus) => corpora.Texts(corpus).Train;

    public override string ValidText(Corpus corpus) => corpora.Texts(corpus).Valid;

    public override int VocabSize(Corpus corpus) => Recipe.Of(Scale).VocabSize(corpus);

    public override string Tokenizer(Corpus corpus) => corpora.Tokenizer(corpus);

    public override RunDirectory Run(TrainingRun run) => workspace.Run(Scale, run.Name);
}
