using Cs336.Annotations;
using Cs336.Model.Functional;
using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Training;

/// <summary>How large the numbers in every layer are: the assignment's advice for a model that does not learn (§5.3).</summary>
/// <param name="Activations">The root mean square of each module's output, by its path.</param>
/// <param name="Weights">The L2 norm of each parameter, by its state name.</param>
/// <param name="Gradients">The L2 norm of each parameter's gradient, as the last step left it, clipped; none before the first step.</param>
public sealed record LayerNorms(
    IReadOnlyDictionary<string, double> Activations,
    IReadOnlyDictionary<string, double> Weights,
    IReadOnlyDictionary<string, double> Gradients)
{
    /// <summary>Measures a model on some tokens, without gradients; nothing in it changes.</summary>
    /// <param name="model"><c>[batch, seq] → [batch, seq, vocab]</c></param>
    /// <param name="ids">What to call it with, int64, <c>[batch, seq]</c>, on its device.</param>
    public static LayerNorms Of(nn.Module<Tensor, Tensor> model, Tensor ids)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        var activations = new OrderedDictionary<string, double>();
        ForwardCall.FollowNext(model, call => activations[call.Name] =
            Precision.AtLeastFloat32(call.Output).square().mean().sqrt().item<float>());
        model.call(ids);
        var state = StateNames.Collect(model);
        return new(
            activations,
            state.ToDictionary(entry => entry.Key, entry => NormOf(entry.Value)),
            state.Where(entry => entry.Value.grad is not null).ToDictionary(entry => entry.Key, entry => NormOf(entry.Value.grad!)));
    }

    private static double NormOf(Tensor values) => values.to(ScalarType.Float64).square().sum().sqrt().item<double>();
}
