using System.Runtime.InteropServices;
using Cs336.Annotations;
using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Accounting;

/// <summary>What a model costs: parameters, the work of its matrix products, and the memory and time that training takes.</summary>
/// <remarks>
/// The conventions are the assignment's (§3.6 and §4.3): a product <c>[m, n] × [n, p]</c> costs 2mnp FLOPs, nothing else costs any; the
/// backward pass costs twice the forward pass; attention is counted in full, whatever the mask.
/// </remarks>
public sealed class ModelAccount
{
    /// <summary>
    /// FLOPs of AdamW's update of one parameter: 3 for the first moment, 4 for the second, 5 for the step, 2 for weight decay; what is
    /// the same for all parameters is free.
    /// </summary>
    public const int AdamWFlopsPerParameter = 14;

    /// <summary>Every layer is made to be counted, in about a millisecond.</summary>
    private const int MostLayers = 10_000;

    private ModelAccount(ModelConfig config, TransformerLm model)
    {
        Config = config;
        Parameters = ParameterCount.Of(model);
        Products = ForwardProducts.Of(model, config.ContextLength);
        ForwardFlops = FlopsOf(Products);
        TrainingFlopsPerToken = checked(3 * ForwardFlops) / config.ContextLength;
        Activations = ActivationCount.Of(config);
    }

    /// <summary>The model's sizes.</summary>
    public ModelConfig Config { get; }

    /// <summary>The learnable scalars by component.</summary>
    public ParameterCount Parameters { get; }

    /// <summary>The matrix products of the forward pass of one sequence as long as the context, in their order.</summary>
    public IReadOnlyList<ForwardProduct> Products { get; }

    /// <summary>FLOPs of all <see cref="Products"/>.</summary>
    public long ForwardFlops { get; }

    /// <summary>
    /// FLOPs of forward and backward for each token of a sequence as long as the context.
    /// </summary>
    public long TrainingFlopsPerToken { get; }

    /// <summary>The activations of one sequence.</summary>
    public ActivationCount Activations { get; }

    /// <summary>The account of a model, from its declared modules, which are made on the meta device and hold no data.</summary>
    /// <param name="config">Sizes and variants.</param>
    /// <exception cref="ConfigurationException">
    /// The sizes make no model, one of more than 10,000 layers, or one whose figures exceed 64 bits.
    /// </exception>
    public static ModelAccount Of(ModelConfig config)
    {
        if (config.NLayers > MostLayers)
            throw new ConfigurationException($"n_layers must be at most {MostLayers} to be accounted for; found {config.NLayers}.");
        // Rotary tables hold nothing that is counted here, but are as long as the context.
        var shape = config.Validated() with { Positions = PositionEncoding.None };
        try
        {
            using var model = new TransformerLm(shape, new Placement(META));
            return new(config, model);
        }
        catch (Exception error) when (error is OverflowException or ExternalException)
        {
            throw new ConfigurationException(
                $"the figures of a model with d_model {config.DModel}, d_ff {config.DFf}, {config.NLayers} layers, {config.VocabSize} ids and "
                + $"a context of {config.ContextLength} exceed 64 bits; expected smaller sizes.");
        }
    }

    /// <summary>FLOPs of the products of one part of the model.</summary>
    public long FlopsOf(ModelPart part) => FlopsOf(Products.Where(product => product.Part == part));

    /// <summary>
    /// Model FLOPs utilisation (MFU): the part of the machine's rate that a run's necessary products make up, whatever else it computes
    /// (Chowdhery et al. 2022, app. B).
    /// </summary>
    /// <param name="tokensPerSecond">Tokens that the run trains on in a second.</param>
    /// <param name="flopsPerSecond">What the machine can do: <see cref="MatrixRate"/>, or what its maker promises.</param>
    public double Utilisation(double tokensPerSecond, double flopsPerSecond) => tokensPerSecond * TrainingFlopsPerToken / flopsPerSecond;

    /// <summary>The memory of training with AdamW.</summary>
    /// <param name="type">The type of the matrix products.</param>
    /// <param name="reading">Which activations count.</param>
    public TrainingMemory Memory(ComputeType type, ActivationReading reading) =>
        TrainingMemory.Of(Parameters.Total, Activations.Total(reading), type);

    private static long FlopsOf(IEnumerable<ForwardProduct> products) =>
        products.Aggregate(0L, (sum, product) => checked(sum + product.Flops));
}
