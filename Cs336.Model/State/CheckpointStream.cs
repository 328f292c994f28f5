using System.Globalization;
using Cs336.Annotations;
using Cs336.Model.Optimization;
using static TorchSharp.torch;

namespace Cs336.Model.State;

/// <summary>
/// A checkpoint as one stream, for code that wants no directory (assignment §5.2): a safetensors file with <c>model.</c> and
/// <c>optimizer.</c> before the names, and the number of iterations among its texts.
/// </summary>
public static class CheckpointStream
{
    private const string ModelPrefix = "model.";
    private const string OptimizerPrefix = "optimizer.";
    private const string Iteration = "iteration";

    /// <summary>Writes model, optimizer and number of iterations.</summary>
    /// <param name="destination">Where to; it stays open.</param>
    /// <param name="model">Any module.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <param name="iteration">Updates made so far.</param>
    public static void Save(Stream destination, nn.Module model, IParameterState optimizer, long iteration)
    {
        KeyValuePair<string, Tensor>[] tensors =
        [
            .. StateNames.Collect(model).Select(entry => KeyValuePair.Create(ModelPrefix + entry.Key, entry.Value)),
            .. OptimizerState.Collect(model, optimizer).Select(entry => KeyValuePair.Create(OptimizerPrefix + entry.Key, entry.Value)),
        ];
        var metadata = new Dictionary<string, string> { [Iteration] = iteration.ToString(CultureInfo.InvariantCulture) };
        Safetensors.Write(destination, tensors, metadata);
    }

    /// <summary>Restores model and optimizer.</summary>
    /// <param name="source">Where from, read to its end; it stays open.</param>
    /// <param name="model">A module of the same shape.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <returns>Updates made when it was saved.</returns>
    /// <exception cref="InvalidDataException">
    /// The stream is no such checkpoint, or the optimizer's state does not fit; nothing was loaded.
    /// </exception>
    /// <exception cref="StateMismatchException">The model's state does not fit; nothing was loaded.</exception>
    public static long Load(Stream source, nn.Module model, IParameterState optimizer)
    {
        using var tensors = Safetensors.Read(source, "checkpoint");
        if (!tensors.Metadata.TryGetValue(Iteration, out var text) || !long.TryParse(text, CultureInfo.InvariantCulture, out var iteration))
            throw new InvalidDataException($"checkpoint: expected the number of iterations among its texts; found {text ?? "none"}.");
        var (modelTensors, optimizerTensors) = (Under(ModelPrefix, tensors), Under(OptimizerPrefix, tensors));
        // The optimizer's state is checked before the model is touched; where the model does not fit, that is the better message.
        if (StateNames.Compare(model, modelTensors).IsEmpty)
            OptimizerState.RequireFit(model, optimizer, optimizerTensors, "checkpoint");
        StateNames.Load(model, modelTensors);
        OptimizerState.Load(model, optimizer, optimizerTensors);
        return iteration;
    }

    private static Dictionary<string, Tensor> Under(string prefix, NamedTensors tensors) => tensors
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
}
