using Cs336.Annotations;
using Cs336.Model;
using Cs336.Model.Layers;
using Cs336.Model.State;
using Cs336.Tokenizer;
using Cs336.Train.Startup;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Training;

/// <summary>A trained model and, where there is one, its tokenizer: what <c>evaluate</c> and <c>generate</c> start from.</summary>
internal sealed class LoadedModel : IDisposable
{
    private LoadedModel(string checkpoint, string description, CheckpointState state, string? tokenizerDirectory, string? device)
    {
        Description = description;
        State = state;
        Tokenizer = tokenizerDirectory is null ? null : LoadTokenizer(tokenizerDirectory, state);
        Device = Torch.DeviceNamed(device);
        Model = new TransformerLm(state.Config.Model, new Placement(Device));
        Checkpoint.LoadModel(checkpoint, Model);
    }

    /// <summary>Which checkpoint this is, in words.</summary>
    public string Description { get; }

    public CheckpointState State { get; }

    public TransformerLm Model { get; }

    public BpeTokenizer? Tokenizer { get; }

    public TorchSharp.torch.Device Device { get; }

    /// <summary>Loads the checkpoint of a run, or the one that is named.</summary>
    /// <param name="runPath">The run, or null.</param>
    /// <param name="checkpointPath">The checkpoint, or null.</param>
    /// <param name="tokenizerPath">The tokenizer to use instead of the run's, or null.</param>
    /// <param name="device">The device's name, or null for the best there is.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="ConfigurationException">The tokenizer is not that of the checkpoint.</exception>
    public static LoadedModel Of(string? runPath, string? checkpointPath, string? tokenizerPath, string? device)
    {
        var run = new RunDirectory(runPath ?? RunAround(checkpointPath!));
        if (runPath is not null && !Directory.Exists(runPath))
            throw new DirectoryNotFoundException($"{runPath}: there is no such run directory.");
        var (checkpoint, description) = checkpointPath is null ? run.BestCheckpoint() : (checkpointPath, checkpointPath);
        var state = Checkpoint.ReadState(checkpoint);
        return new(checkpoint, description, state, tokenizerPath ?? (run.HoldsTokenizer ? run.TokenizerDirectory : null), device);
    }

    public void Dispose() => Model.Dispose();

    /// <summary>The run of <c>RUN/checkpoints/step-00000100</c>.</summary>
    private static string RunAround(string checkpoint) => Path.GetFullPath(Path.Combine(checkpoint, "..", ".."));

    private static BpeTokenizer LoadTokenizer(string directory, CheckpointState state)
    {
        var tokenizer = BpeTokenizer.Load(directory);
        var vocabSize = state.Config.Model.VocabSize;
        if (tokenizer.VocabularySize != vocabSize)
        {
            throw new ConfigurationException(
                $"{directory}: this tokenizer does not match the checkpoint; expected {vocabSize} ids, found {tokenizer.VocabularySize}.");
        }
        if (state.TokenizerSha256 is { } expected && Fingerprint.OfTokenizer(directory) is var found && found != expected)
        {
            throw new ConfigurationException(
                $"{directory}: this tokenizer does not match the checkpoint; expected SHA-256 {expected}, found {found}.");
        }
        return tokenizer;
    }
}
