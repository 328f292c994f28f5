using Cs336.Train.Files;
using Cs336.Train.Training;

namespace Cs336.Train.Experiments;

/// <summary>The folder that experiments are run in: the log of all scales, and what each scale makes (docs/experiments.md lists it).</summary>
/// <param name="path">The folder.</param>
internal sealed class Workspace(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The experiment log, <c>log.jsonl</c>.</summary>
    public string LogFile => In("log.jsonl");

    /// <summary>Where a training lies.</summary>
    public RunDirectory Run(Scale scale, string run) => new(In(scale.Name(), "runs", run));

    /// <summary>Where the results of an experiment are drawn.</summary>
    public string Results(Scale scale, string experiment) => In(scale.Name(), experiment);

    /// <summary>The folder of the texts that were made or unpacked.</summary>
    public string Corpora(Scale scale) => In(scale.Name(), "corpora");

    /// <summary>The tokenizer of a corpus.</summary>
    public string Tokenizer(Scale scale, Corpus corpus) => In(scale.Name(), "tokenizers", NameOf(corpus));

    /// <summary>The ids of a text.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="corpus">The corpus.</param>
    /// <param name="part"><c>train</c> or <c>valid</c>.</param>
    public string TokenFile(Scale scale, Corpus corpus, string part) => In(scale.Name(), "tokens", $"{NameOf(corpus)}-{part}.npy");

    /// <summary>A folder for what a measurement writes.</summary>
    public string Scratch(Scale scale, string run) => In(scale.Name(), "scratch", run);

    /// <summary>The name of a corpus in the names of files.</summary>
    public static string NameOf(Corpus corpus) => corpus == Corpus.TinyStories ? "tinystories" : "owt";

    /// <summary>Makes sure that nobody else runs experiments here, until the result is disposed or the process ends.</summary>
    /// <exception cref="IOException">Somebody does.</exception>
    public IDisposable Lock() => ProcessLock.Take(Path, "another process is running experiments here; expected it to end first, or another --out.");

    private string In(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);
}
