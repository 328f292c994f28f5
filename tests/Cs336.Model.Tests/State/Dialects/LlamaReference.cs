using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Model.Tests.State.Dialects;

/// <summary>
/// The oracle: Llama after Hugging Face's <c>modeling_llama.py</c>, from a checkpoint's tensors alone and in float64. It shares no line
/// with the model.
/// </summary>
internal sealed class LlamaReference(IReadOnlyDictionary<string, Tensor> state, ModelConfig config)
{
    /// <summary><c>[seq] → [seq, vocab]</c></summary>
    public Tensor Logits(Tensor ids)
    {
        var x = Weight("model.embed_tokens")[ids];
        for (var n = 0; n < config.NLayers; n++)
        {
            var block = $"model.layers.{n}";
            x += Attention(block + ".self_attn", Norm(block + ".input_layernorm", x));
            x += FeedForward(block + ".mlp", Norm(block + ".post_attention_layernorm", x));
        }
        return mm(Norm("model.norm", x), Weight("lm_head").t());
    }

    /// <summary><c>[seq, d_model] → [n_heads, seq, seq]</c>: the products of rotated queries and keys.</summary>
    public Tensor Scores(string attention, Tensor x) =>
        einsum("hid,hjd->hij", Rotate(Heads(attention + ".q_proj", x)), Rotate(Heads(attention + ".k_proj", x)));

    private Tensor Attention(string name, Tensor x)
    {
        var future = ones(x.shape[0], x.shape[0], dtype: ScalarType.Bool).triu(1);
        var scores = (Scores(name, x) / Math.Sqrt(config.DHead)).masked_fill(future, double.NegativeInfinity);
        var mixed = einsum("hij,hjd->ihd", functional.softmax(scores, -1), Heads(name + ".v_proj", x));
        return mm(mixed.flatten(1), Weight(name + ".o_proj").t());
    }

    private Tensor FeedForward(string name, Tensor x)
    {
        var gate = functional.silu(mm(x, Weight(name + ".gate_proj").t()));
        return mm(gate * mm(x, Weight(name + ".up_proj").t()), Weight(name + ".down_proj").t());
    }

    private Tensor Norm(string name, Tensor x) =>
        Weight(name) * x * (x.pow(2).mean([-1], keepdim: true) + config.NormEpsilon).rsqrt();

    private Tensor Heads(string name, Tensor x) =>
        mm(x, Weight(name).t()).reshape(x.shape[0], config.NHeads, config.DHead).transpose(0, 1);

    /// <summary><c>apply_rotary_pos_emb</c>: the angles of all pairs, twice over, and <c>rotate_half</c>.</summary>
    private Tensor Rotate(Tensor x)
    {
        var half = config.DHead / 2;
        var frequencies = 1.0 / pow(config.RopeTheta, arange(0, config.DHead, 2, ScalarType.Float64) / config.DHead);
        var angles = outer(arange(x.shape[1], ScalarType.Float64), frequencies);
        angles = cat([angles, angles], -1);
        var rotatedHalf = cat([-x.narrow(-1, half, half), x.narrow(-1, 0, half)], -1);
        return x * angles.cos() + rotatedHalf * angles.sin();
    }

    private Tensor Weight(string name) => state[name + ".weight"].to(ScalarType.Float64);
}
