using Cs336.Annotations;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Benchmarks.Construction;

/// <summary>
/// The tree of the language model, declared. As in <see cref="PlainLayers"/> nothing is computed: the weights stay as they are
/// allocated, so that what is left is making the modules and registering what is in them.
/// </summary>
internal static partial class DeclaredLayers
{
    [Module]
    internal sealed partial class Dense : Module<Tensor, Tensor>
    {
        [Parameter("d_out", "d_in")]
        public partial Parameter Weight { get; private init; }

        public Dense(long dIn, long dOut) : base(nameof(Dense)) => Weight = new Parameter(empty(dOut, dIn));

        public override Tensor forward(Tensor x) => x;
    }

    [Module]
    internal sealed partial class Norm : Module<Tensor, Tensor>
    {
        [Parameter("d_model")]
        public partial Parameter Weight { get; private init; }

        public Norm(long dModel) : base(nameof(Norm)) => Weight = new Parameter(empty(dModel));

        public override Tensor forward(Tensor x) => x;
    }

    [Module]
    internal sealed partial class Rotary : Module<Tensor, Tensor>
    {
        [Buffer("max_seq", "d_half", Persistent = false, FollowsDType = false)]
        public partial Tensor Cosine { get; private init; }

        [Buffer("max_seq", "d_half", Persistent = false, FollowsDType = false)]
        public partial Tensor Sine { get; private init; }

        public Rotary(long maxSeq, long dHalf) : base(nameof(Rotary))
        {
            Cosine = empty(maxSeq, dHalf);
            Sine = empty(maxSeq, dHalf);
        }

        public override Tensor forward(Tensor x) => x;
    }

    [Module]
    internal sealed partial class Attention : Module<Tensor, Tensor>
    {
        [Submodule, StateName("q_proj")]
        public partial Dense Query { get; private init; }

        [Submodule, StateName("k_proj")]
        public partial Dense Key { get; private init; }

        [Submodule, StateName("v_proj")]
        public partial Dense Value { get; private init; }

        [Submodule, StateName("output_proj")]
        public partial Dense Output { get; private init; }

        [Submodule]
        public partial Rotary Rope { get; private init; }

        public Attention(long dModel) : base(nameof(Attention))
        {
            Query = new Dense(dModel, dModel);
            Key = new Dense(dModel, dModel);
            Value = new Dense(dModel, dModel);
            Output = new Dense(dModel, dModel);
            Rope = new Rotary(dModel, dModel);
        }

        public override Tensor forward(Tensor x) => x;
    }

    [Module]
    internal sealed partial class FeedForward : Module<Tensor, Tensor>
    {
        [Submodule, StateName("w1")]
        public partial Dense Gate { get; private init; }

        [Submodule, StateName("w2")]
        public partial Dense Down { get; private init; }

        [Submodule, StateName("w3")]
        public partial Dense Up { get; private init; }

        public FeedForward(long dModel) : base(nameof(FeedForward))
        {
            Gate = new Dense(dModel, dModel);
            Down = new Dense(dModel, dModel);
            Up = new Dense(dModel, dModel);
        }

        public override Tensor forward(Tensor x) => x;
    }

    [Module]
    internal sealed partial class Block : Module<Tensor, Tensor>
    {
        [Submodule, StateName("attn")]
        public partial Attention Attention { get; private init; }

        [Submodule, StateName("ln1")]
        public partial Norm AttentionNorm { get; private init; }

        [Submodule, StateName("ln2")]
        public partial Norm FeedForwardNorm { get; private init; }

        [Submodule, StateName("ffn")]
        public partial FeedForward FeedForward { get; private init; }

        public Block(long dModel) : base(nameof(Block))
        {
            Attention = new Attention(dModel);
            AttentionNorm = new Norm(dModel);
            FeedForwardNorm = new Norm(dModel);
            FeedForward = new FeedForward(dModel);
        }

        public override Tensor forward(Tensor x) => x;
    }

    [Module]
    internal sealed partial class LanguageModel : Module<Tensor, Tensor>
    {
        [Submodule]
        public partial Dense TokenEmbeddings { get; private init; }

        [Submodule]
        public partial IReadOnlyList<Block> Layers { get; private init; }

        [Submodule, StateName("ln_final")]
        public partial Norm FinalNorm { get; private init; }

        [Submodule, StateName("lm_head")]
        public partial Dense Head { get; private init; }

        public LanguageModel(int layers, long dModel) : base(nameof(LanguageModel))
        {
            TokenEmbeddings = new Dense(dModel, dModel);
            Layers = [.. Enumerable.Range(0, layers).Select(_ => new Block(dModel))];
            FinalNorm = new Norm(dModel);
            Head = new Dense(dModel, dModel);
        }

        public override Tensor forward(Tensor x) => x;
    }
}
