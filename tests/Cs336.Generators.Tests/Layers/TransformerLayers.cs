using Cs336.Annotations;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Generators.Tests.Layers;

/// <summary>The shapes of the model's own layers, declared as it declares them.</summary>
[Module]
public sealed partial class Dense : Module<Tensor, Tensor>
{
    [Parameter("d_out", "d_in", Init = nameof(Initialise))]
    public partial Parameter Weight { get; private init; }

    public Dense(long dIn, long dOut, Placement at = default)
        : base(nameof(Dense)) =>
        Weight = CreateWeight(d_out: dOut, d_in: dIn, at);

    /// <summary>Shares the weight of another layer.</summary>
    public Dense(Parameter tied)
        : base(nameof(Dense)) =>
        Weight = tied;

    public override Tensor forward(Tensor x) => x.reshape(-1, x.shape[^1]).mm(Weight.mT).reshape([.. x.shape[..^1], Weight.shape[0]]);

    private static void Initialise(Tensor weight) => weight.normal_(0, 0.02);
}

[Module]
public sealed partial class RmsNorm : Module<Tensor, Tensor>
{
    [Parameter("d_model", Init = nameof(FillWithOnes))]
    public partial Parameter Weight { get; private init; }

    public RmsNorm(long dModel, Placement at = default)
        : base(nameof(RmsNorm)) =>
        Weight = CreateWeight(dModel, at);

    public override Tensor forward(Tensor x) => x / (x.square().mean([-1], keepdim: true) + 1e-5).sqrt() * Weight;

    private static void FillWithOnes(Tensor weight) => weight.fill_(1);
}

[Module]
public sealed partial class RotaryTables : Module<Tensor, Tensor>
{
    [Buffer("max_seq", "d_half", Persistent = false, FollowsDType = false)]
    public partial Tensor Cosine { get; private init; }

    [Buffer("max_seq", "d_half", Persistent = false, FollowsDType = false)]
    public partial Tensor Sine { get; private init; }

    public RotaryTables(long maxSeq, long dHalf)
        : base(nameof(RotaryTables))
    {
        var angles = arange(maxSeq * dHalf, ScalarType.Float32).reshape(maxSeq, dHalf);
        Cosine = angles.cos();
        Sine = angles.sin();
    }

    public override Tensor forward(Tensor x) => x * Cosine - x * Sine;
}

[Module]
public sealed partial class Attention : Module<Tensor, Tensor>
{
    [Submodule, StateName("q_proj")]
    public partial Dense Query { get; private init; }

    [Submodule, StateName("output_proj"), StateName("o_proj", Dialect = Dialect.HuggingFaceLlama)]
    public partial Dense Output { get; private init; }

    [Submodule]
    public partial RotaryTables? Rope { get; private init; }

    public Attention(long dModel, bool withRope, Placement at = default)
        : base(nameof(Attention))
    {
        Query = new Dense(dModel, dModel, at);
        Output = new Dense(dModel, dModel, at);
        Rope = withRope ? new RotaryTables(2, dModel) : null;
    }

    public override Tensor forward(Tensor x)
    {
        var query = Query.call(x);
        return Output.call(Rope is null ? query : Rope.call(query));
    }
}

[Module]
public sealed partial class Block : Module<Tensor, Tensor>
{
    [Submodule, StateName("ln1"), StateName("input_layernorm", Dialect = Dialect.HuggingFaceLlama)]
    public partial RmsNorm Norm { get; private init; }

    [Submodule, StateName("attn"), StateName("self_attn", Dialect = Dialect.HuggingFaceLlama)]
    public partial Attention Attention { get; private init; }

    public Block(long dModel, bool withRope = true, Placement at = default)
        : base(nameof(Block))
    {
        Norm = new RmsNorm(dModel, at);
        Attention = new Attention(dModel, withRope, at);
    }

    public override Tensor forward(Tensor x) => x + Attention.call(Norm.call(x));
}

[Module]
public sealed partial class LanguageModel : Module<Tensor, Tensor>
{
    [Submodule, StateName("model.embed_tokens", Dialect = Dialect.HuggingFaceLlama)]
    public partial Dense TokenEmbeddings { get; private init; }

    [Submodule, StateName("model.layers", Dialect = Dialect.HuggingFaceLlama)]
    public partial IReadOnlyList<Block> Layers { get; private init; }

    [Submodule, StateName("model.norm", Dialect = Dialect.HuggingFaceLlama)]
    public partial RmsNorm LnFinal { get; private init; }

    [Submodule]
    public partial Dense LmHead { get; private init; }

    public LanguageModel(long vocab, long dModel, int layers, bool tied = false, Placement at = default)
        : base(nameof(LanguageModel))
    {
        TokenEmbeddings = new Dense(dModel, vocab, at);
        Layers = [.. Enumerable.Range(0, layers).Select(_ => new Block(dModel, at: at))];
        LnFinal = new RmsNorm(dModel, at);
        LmHead = tied ? new Dense(TokenEmbeddings.Weight) : new Dense(dModel, vocab, at);
    }

    /// <summary><c>[2, d_model] → [2, vocab]</c></summary>
    public override Tensor forward(Tensor x) => LmHead.call(LnFinal.call(Layers.Aggregate(x, (h, layer) => layer.call(h))));
}
