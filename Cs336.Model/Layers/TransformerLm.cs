using Cs336.Annotations;
using Cs336.Model.Sampling;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Model.Layers;

/// <summary>A decoder-only Transformer language model (assignment §3.2, figure 1).</summary>
[Module]
public sealed partial class TransformerLm : Module<Tensor, Tensor>
{
    /// <summary>A vector for every token id.</summary>
    [Submodule, StateName("token_embeddings"), StateName("embed_tokens", Dialect = Dialect.HuggingFaceLlama)]
    public partial Embedding TokenEmbeddings { get; private init; }

    /// <summary>The blocks, first to last.</summary>
    [Submodule]
    public partial IReadOnlyList<TransformerBlock> Layers { get; private init; }

    /// <summary>The norm after the last block; null without norms.</summary>
    [Submodule, StateName("ln_final"), StateName("norm", Dialect = Dialect.HuggingFaceLlama)]
    public partial RmsNorm? FinalNorm { get; private init; }

    /// <summary>From features to logits, <c>[vocab, d_model]</c>; with a tied head the very matrix of the embedding.</summary>
    [Submodule, StateName("lm_head")]
    public partial Linear Head { get; private init; }

    /// <summary>The model's sizes.</summary>
    public ModelConfig Config { get; }

    /// <summary>A model with fresh weights, drawn from torch's default generator (see <c>torch.manual_seed</c>).</summary>
    /// <param name="config">Sizes and variants.</param>
    /// <param name="at">Device and type of the weights.</param>
    /// <exception cref="ConfigurationException">The sizes make no model.</exception>
    public TransformerLm(ModelConfig config, Placement at = default) : base(nameof(TransformerLm))
    {
        Config = config.Validated();
        var tied = config.TiedHead ? new Linear(config.DModel, config.VocabSize, at) : null;
        TokenEmbeddings = tied is null ? new Embedding(config.VocabSize, config.DModel, at) : new Embedding(tied.Weight);
        Layers = [.. Enumerable.Range(0, config.NLayers).Select(_ => new TransformerBlock(config, at))];
        FinalNorm = config.Norm == NormPlacement.None ? null : new RmsNorm(config.DModel, config.NormEpsilon, at);
        Head = tied ?? new Linear(config.DModel, config.VocabSize, at);
    }

    /// <summary><c>[..., seq] → [..., seq, vocab]</c>: for every position, the logits of the token that follows it.</summary>
    /// <param name="ids">Token ids, int64, <c>[..., seq]</c>, at most <see cref="ModelConfig.ContextLength"/> long.</param>
    /// <exception cref="ArgumentException">The sequence is longer than the context.</exception>
    public override Tensor forward(Tensor ids)
    {
        // Without rotary tables nothing else would notice, and a model says nothing sensible at positions that it never saw.
        if (ids.shape[^1] > Config.ContextLength)
            throw new ArgumentException(
                $"Model: a sequence of {ids.shape[^1]} tokens is longer than the context of {Config.ContextLength}.", nameof(ids));
        var x = TokenEmbeddings.call(ids);
        foreach (var block in Layers)
            x = block.call(x, null);
        return Logits(x);
    }

    /// <summary>
    /// The logits after the next tokens of sequences whose beginnings are in a cache, where these tokens go too:
    /// <c>[rows, seq] → [rows, vocab]</c>, of the token that follows the last one.
    /// </summary>
    /// <param name="ids">The next token ids of every sequence of the cache, int64, <c>[rows, seq]</c>.</param>
    /// <param name="cache">What the model has seen of them so far.</param>
    /// <exception cref="ArgumentException">There is no room for them in the context.</exception>
    public Tensor Extend(Tensor ids, KeyValueCache cache)
    {
        var extension = cache.Extend((int)ids.shape[^1]);
        var x = TokenEmbeddings.call(ids);
        foreach (var (index, block) in Layers.Index())
            x = block.Extend(x, extension.At(index));
        extension.Complete();
        return Logits(x.select(-2, -1));
    }

    /// <summary><c>[..., d_model] → [..., vocab]</c></summary>
    private Tensor Logits(Tensor x) => Head.call(FinalNorm?.call(x) ?? x);
}
