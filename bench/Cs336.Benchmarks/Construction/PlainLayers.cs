using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Benchmarks.Construction;

/// <summary>The tree of <see cref="DeclaredLayers"/> under the same names, as one writes it for TorchSharp alone.</summary>
internal static class PlainLayers
{
    internal sealed class Dense : Module<Tensor, Tensor>
    {
        private readonly Parameter weight;

        public Dense(long dIn, long dOut) : base(nameof(Dense))
        {
            weight = new Parameter(empty(dOut, dIn));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => x * weight;
    }

    internal sealed class Norm : Module<Tensor, Tensor>
    {
        private readonly Parameter weight;

        public Norm(long dModel) : base(nameof(Norm))
        {
            weight = new Parameter(empty(dModel));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => x * weight;
    }

    internal sealed class Rotary : Module<Tensor, Tensor>
    {
        private readonly Tensor cosine;
        private readonly Tensor sine;

        public Rotary(long maxSeq, long dHalf) : base(nameof(Rotary))
        {
            cosine = empty(maxSeq, dHalf);
            sine = empty(maxSeq, dHalf);
            register_buffer(nameof(cosine), cosine, persistent: false);
            register_buffer(nameof(sine), sine, persistent: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => x * cosine + x * sine;
    }

    internal sealed class Attention : Module<Tensor, Tensor>
    {
        private readonly Dense q_proj;
        private readonly Dense k_proj;
        private readonly Dense v_proj;
        private readonly Dense output_proj;
        private readonly Rotary rope;

        public Attention(long dModel) : base(nameof(Attention))
        {
            q_proj = new Dense(dModel, dModel);
            k_proj = new Dense(dModel, dModel);
            v_proj = new Dense(dModel, dModel);
            output_proj = new Dense(dModel, dModel);
            rope = new Rotary(dModel, dModel);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => output_proj.call(rope.call(q_proj.call(x) + k_proj.call(x)) + v_proj.call(x));
    }

    internal sealed class FeedForward : Module<Tensor, Tensor>
    {
        private readonly Dense w1;
        private readonly Dense w2;
        private readonly Dense w3;

        public FeedForward(long dModel) : base(nameof(FeedForward))
        {
            w1 = new Dense(dModel, dModel);
            w2 = new Dense(dModel, dModel);
            w3 = new Dense(dModel, dModel);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => w2.call(w1.call(x) * w3.call(x));
    }

    internal sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Attention attn;
        private readonly Norm ln1;
        private readonly Norm ln2;
        private readonly FeedForward ffn;

        public Block(long dModel) : base(nameof(Block))
        {
            attn = new Attention(dModel);
            ln1 = new Norm(dModel);
            ln2 = new Norm(dModel);
            ffn = new FeedForward(dModel);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => ffn.call(ln2.call(attn.call(ln1.call(x))));
    }

    internal sealed class LanguageModel : Module<Tensor, Tensor>
    {
        private readonly Dense token_embeddings;
        private readonly ModuleList<Block> layers;
        private readonly Norm ln_final;
        private readonly Dense lm_head;

        public LanguageModel(int blocks, long dModel) : base(nameof(LanguageModel))
        {
            token_embeddings = new Dense(dModel, dModel);
            layers = ModuleList([.. Enumerable.Range(0, blocks).Select(_ => new Block(dModel))]);
            ln_final = new Norm(dModel);
            lm_head = new Dense(dModel, dModel);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) =>
            lm_head.call(ln_final.call(layers.Aggregate(token_embeddings.call(x), (h, block) => block.call(h))));
    }
}
