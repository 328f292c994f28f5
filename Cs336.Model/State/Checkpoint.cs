using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Cs336.Annotations;
using Cs336.Model.Optimization;
using static TorchSharp.torch;

namespace Cs336.Model.State;

/// <summary>
/// All that resuming needs: a directory of <c>model.safetensors</c>, <c>optimizer.safetensors</c> and <c>state.json</c>, which
/// appears under its name only when it is complete.
/// </summary>
public static class Checkpoint
{
    private const string ModelFile = "model.safetensors";
    private const string OptimizerFile = "optimizer.safetensors";
    private const string StateFile = "state.json";

    /// <summary>The name of a step's checkpoint: <c>step-00000500</c>. Names sort as their steps do.</summary>
    /// <param name="step">Updates made so far.</param>
    public static string NameOf(long step) => string.Create(CultureInfo.InvariantCulture, $"step-{step:D8}");

    /// <summary>Saves model, optimizer and state under a temporary name, makes sure they are on the disk, and renames.</summary>
    /// <param name="directory">Where the checkpoint shall be; one of that name is replaced.</param>
    /// <param name="model">The model.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <param name="state">The rest; <see cref="CheckpointState.Files"/> is filled in here.</param>
    public static void Save(string directory, nn.Module model, IParameterState optimizer, CheckpointState state)
    {
        directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var temporary = $"{directory}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(temporary);
        try
        {
            AtomicFile.Write(Path.Combine(temporary, ModelFile), file => Safetensors.Write(file, StateNames.Collect(model)));
            var moments = OptimizerState.Collect(model, optimizer);
            AtomicFile.Write(Path.Combine(temporary, OptimizerFile), file => Safetensors.Write(file, moments));
            state = state with
            {
                FormatVersion = CheckpointState.CurrentFormatVersion,
                Files = new[] { ModelFile, OptimizerFile }.ToDictionary(name => name, name => Describe(Path.Combine(temporary, name))),
            };
            AtomicFile.Write(Path.Combine(temporary, StateFile), state.Sealed());
            Disk.ReplaceDirectory(temporary, directory);
        }
        catch
        {
            Disk.DeleteDirectory(temporary);
            throw;
        }
    }

    /// <summary>Removes a checkpoint. Whenever the machine stops, none is left that lacks some of its files.</summary>
    /// <param name="directory">The checkpoint.</param>
    public static void Delete(string directory)
    {
        var doomed = $"{Path.TrimEndingDirectorySeparator(directory)}.{Guid.NewGuid():N}.tmp";
        Disk.MoveDirectory(directory, doomed);
        Disk.DeleteDirectory(doomed);
    }

    /// <summary>Reads <c>state.json</c> and verifies that every file is what was saved.</summary>
    /// <param name="directory">The checkpoint.</param>
    /// <exception cref="FileNotFoundException">The directory or one of its files is missing.</exception>
    /// <exception cref="InvalidDataException">A file is truncated, changed, or of a version unknown here.</exception>
    public static CheckpointState ReadState(string directory)
    {
        var path = Path.Combine(directory, StateFile);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; expected a checkpoint's {StateFile}.", path);
        var text = File.ReadAllBytes(path);
        var state = Parse(text, path);
        if (state.FormatVersion is < 1 or > CheckpointState.CurrentFormatVersion)
        {
            throw new InvalidDataException(
                $"{path}: expected checkpoint format {CheckpointState.CurrentFormatVersion} or older; found format {state.FormatVersion}.");
        }
        // The first format had no seal.
        if (state.FormatVersion > 1 && !state.IsSealOf(text))
            throw new InvalidDataException($"{path}: the checkpoint is damaged: its SHA-256 is not the one that it states.");
        foreach (var name in new[] { ModelFile, OptimizerFile })
        {
            if (!state.Files.TryGetValue(name, out var expected) || expected is null)
                throw new InvalidDataException($"{path}: the list of files lacks {name}.");
            Verify(Path.Combine(directory, name), expected);
        }
        return state;
    }

    /// <summary>Loads the model's tensors; call <see cref="ReadState"/> before.</summary>
    /// <param name="directory">The checkpoint.</param>
    /// <param name="model">A model of the same shape.</param>
    /// <exception cref="StateMismatchException">The shapes differ; the model is unchanged.</exception>
    public static void LoadModel(string directory, nn.Module model)
    {
        using var tensors = Safetensors.Read(Path.Combine(directory, ModelFile));
        StateNames.Load(model, tensors);
    }

    /// <summary>Loads the optimizer's tensors; call <see cref="ReadState"/> before.</summary>
    /// <param name="directory">The checkpoint.</param>
    /// <param name="model">The model whose parameters the optimizer updates.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <exception cref="InvalidDataException">The optimizer's state does not fit; it is unchanged.</exception>
    public static void LoadOptimizer(string directory, nn.Module model, IParameterState optimizer)
    {
        var path = Path.Combine(directory, OptimizerFile);
        using var tensors = Safetensors.Read(path);
        OptimizerState.RequireFit(model, optimizer, tensors, path);
        OptimizerState.Load(model, optimizer, tensors);
    }

    private static CheckpointState Parse(byte[] text, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<CheckpointState>(text, CheckpointState.Json)
                ?? throw new InvalidDataException($"{path}: expected a checkpoint's state; found null.");
        }
        catch (JsonException error)
        {
            // Where the syntax is wrong, the reader's own words help nobody; else they name the value that is missing or wrong.
            var reason = error.InnerException is JsonException ? "the JSON is malformed." : error.Message;
            throw new InvalidDataException($"{path}, line {error.LineNumber + 1}: expected a checkpoint's state; {reason}", error);
        }
    }

    private static void Verify(string path, CheckpointFile expected)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; the checkpoint is incomplete.", path);
        var found = Describe(path);
        if (found.Bytes != expected.Bytes)
            throw new InvalidDataException(
                $"{path}: the checkpoint is truncated or changed: expected {expected.Bytes} bytes, found {found.Bytes}.");
        if (found.Sha256 != expected.Sha256)
            throw new InvalidDataException($"{path}: the checkpoint is damaged: its SHA-256 is not the one in {StateFile}.");
    }

    private static CheckpointFile Describe(string path)
    {
        using var file = File.OpenRead(path);
        return new(file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
