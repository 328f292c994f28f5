using System.Text;
using Cs336.Tokenizer;
using Cs336.Train.Experiments;
using Cs336.Train.SyntheticText;
using Cs336.Train.Tests.Commands;
using Cs336.Train.Tokenization;
using Cs336.Train.Training;

namespace Cs336.Train.Tests.Experiments.Measurements;

/// <summary>Two corpora of a few dozen kilobytes and their tokenizers: what measurements may use, without a runner.</summary>
/// <param name="run">The training that they may ask for; null: none.</param>
internal sealed class TinyCorpora(string? run = null) : MeasurementContext, IDisposable
{
    private const int Words = 300;

    private readonly TemporaryFolder folder = new();

    public override Scale Scale => Scale.Smoke;

    public override bool Quiet => true;

    public override string Scratch => Directory.CreateDirectory(folder.In("scratch")).FullName;

    public override string TrainText(Corpus corpus) => Text(corpus, "train", 60_000, seed: 1);

    public override string ValidText(Corpus corpus) => Text(corpus, "valid", 30_000, seed: 2);

    public override int VocabSize(Corpus corpus) => corpus == Corpus.TinyStories ? 400 : 500;

    public override string Tokenizer(Corpus corpus)
    {
        var directory = folder.In($"{corpus}-tokenizer");
        if (!Directory.Exists(directory))
        {
            var options = new TrainingOptions(VocabSize(corpus), [SpecialToken.EndOfText]);
            BpeTrainer.TrainOnFiles([TrainText(corpus)], options).ToTokenizer().Save(directory);
        }
        return directory;
    }

    public override RunDirectory Run(TrainingRun training) => new(run ?? throw new InvalidOperationException("There is no training."));

    public void Dispose() => folder.Dispose();

    /// <summary>A new text.</summary>
    public string Write(string name, string text)
    {
        var path = folder.In(name);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
        return path;
    }

    private string Text(Corpus corpus, string part, long bytes, ulong seed)
    {
        var path = folder.In($"{corpus}-{part}.txt");
        if (!File.Exists(path))
        {
            using var file = File.Create(path);
            _ = corpus == Corpus.TinyStories ? StoryCorpus.Write(file, bytes, Words, seed) : WebCorpus.Write(file, bytes, seed);
        }
        return path;
    }
}
