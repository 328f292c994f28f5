using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LoadACheckpoint;

// TorchSharp names a state after the fields that lead to it, so the fields are called what the checkpoint calls them:
// token_embeddings.weight, layers.0.attn.q_proj.weight, layers.0.ln1.weight, layers.0.ffn.w1.weight, ln_final.weight, lm_head.weight.

/// <summary>A decoder-only Transformer of the checkpoint's shape, from TorchSharp's own layers.</summary>
internal sealed class LanguageModel : Module<Tensor, Tensor>
{
    private readonly Embedding token_embeddings;
    private readonly ModuleList<Block> layers;
    private readonly Norm ln_final;
    private readonly Linear lm_head;

    public LanguageModel(Sizes sizes) : base(nameof(LanguageModel))
    {
        token_embeddings = Embedding(sizes.VocabSize, sizes.DModel);
        layers = ModuleList([.. Enumerable.Range(0, sizes.NLayers).Select(_ => new Block(sizes))]);
        ln_final = new Norm(sizes);
        lm_head = Linear(sizes.DModel, sizes.VocabSize, hasBias: false);
        RegisterComponents();
    }

    /// <summary><c>[batch, seq] → [batch, seq, vocab]</c></summary>
    public override Tensor forward(Tensor ids) =>
        lm_head.call(ln_final.call(layers.Aggregate(token_embeddings.call(ids), (x, layer) => layer.call(x))));
}

internal sealed class Block : Module<Tensor, Tensor>
{
    private readonly Attention attn;
    private readonly FeedForward ffn;
    private readonly Norm ln1, ln2;

    public Block(Sizes sizes) : base(nameof(Block))
    {
        attn = new Attention(sizes);
        ffn = new FeedForward(sizes);
        ln1 = new Norm(sizes);
        ln2 = new Norm(sizes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = x + attn.call(ln1.call(x));
        return x + ffn.call(ln2.call(x));
    }
}

internal sealed class Attention : Module<Tensor, Tensor>
{
    private readonly Linear q_proj, k_proj, v_proj, output_proj;
    private readonly Sizes sizes;

    public Attention(Sizes sizes) : base(nameof(Attention))
    {
        this.sizes = sizes;
        (q_proj, k_proj, v_proj, output_proj) = (Square(), Square(), Square(), Square());
        RegisterComponents();

        Linear Square() => Linear(sizes.DModel, sizes.DModel, hasBias: false);
    }

    public override Tensor forward(Tensor x)
    {
        var (q, k, v) = (Rotated(Heads(q_proj.call(x))), Rotated(Heads(k_proj.call(x))), Heads(v_proj.call(x)));
        var mixed = functional.scaled_dot_product_attention(q, k, v, is_casual: true);
        return output_proj.call(mixed.transpose(1, 2).flatten(2));
    }

    /// <summary><c>[batch, seq, d_model] → [batch, n_heads, seq, d_head]</c></summary>
    private Tensor Heads(Tensor x) => x.view(x.shape[0], x.shape[1], sizes.NHeads, -1).transpose(1, 2);

    /// <summary>Turns every pair of neighbours (x[2i], x[2i + 1]) by position · θ^(−2i / d_head).</summary>
    private Tensor Rotated(Tensor x)
    {
        var (seq, d) = (x.shape[^2], x.shape[^1]);
        var frequencies = pow(sizes.RopeTheta, arange(0, d, 2, ScalarType.Float64) / -d);
        var angles = outer(arange(seq, ScalarType.Float64), frequencies);
        var (cosine, sine) = (angles.cos().to(x.dtype), angles.sin().to(x.dtype));
        var pairs = x.reshape([.. x.shape[..^1], d / 2, 2]);
        var (a, b) = (pairs.select(-1, 0), pairs.select(-1, 1));
        return stack([a * cosine - b * sine, a * sine + b * cosine], -1).flatten(-2);
    }
}

internal sealed class FeedForward : Module<Tensor, Tensor>
{
    private readonly Linear w1, w2, w3;

    public FeedForward(Sizes sizes) : base(nameof(FeedForward))
    {
        w1 = Linear(sizes.DModel, sizes.DFf, hasBias: false);
        w2 = Linear(sizes.DFf, sizes.DModel, hasBias: false);
        w3 = Linear(sizes.DModel, sizes.DFf, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => w2.call(functional.silu(w1.call(x)) * w3.call(x));
}

internal sealed class Norm : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly double epsilon;

    public Norm(Sizes sizes) : base(nameof(Norm))
    {
        weight = Parameter(ones(sizes.DModel));
        epsilon = sizes.NormEpsilon;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => x * (x.square().mean([-1], keepdim: true) + epsilon).rsqrt() * weight;
}
