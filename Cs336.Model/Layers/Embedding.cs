using Cs336.Annotations;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Model.Layers;

/// <summary>A vector for every token id (assignment §3.4.3).</summary>
[Module]
public sealed partial class Embedding : Module<Tensor, Tensor>
{
    /// <summary>The vectors, one row per id, <c>[vocab, d_model]</c>.</summary>
    [Parameter("vocab", "d_model", Init = nameof(Initialise))]
    public partial Parameter Weight { get; private init; }

    /// <summary>A table of <paramref name="vocab"/> vectors.</summary>
    /// <param name="vocab">How many ids there are.</param>
    /// <param name="dModel">Length of each vector.</param>
    /// <param name="at">Device and type of the table.</param>
    public Embedding(long vocab, long dModel, Placement at = default) : base(nameof(Embedding)) =>
        Weight = CreateWeight(vocab, dModel, at);

    /// <summary>A table that is also the weight of another layer, for example of a tied head.</summary>
    /// <param name="weight">The vectors, <c>[vocab, d_model]</c>.</param>
    public Embedding(Parameter weight) : base(nameof(Embedding)) => Weight = weight;

    /// <summary><c>[...] → [..., d_model]</c>, ids as int64.</summary>
    public override Tensor forward(Tensor ids) =>
        Weight.index_select(0, ids.flatten()).reshape([.. ids.shape, Weight.shape[1]]);

    /// <summary>N(0, 1), cut at ±3.</summary>
    private static void Initialise(Tensor weight) => TruncatedNormal.Fill(weight, standardDeviation: 1);
}
