using Cs336.Model.Layers;
using Cs336.Model.Sampling;

namespace Cs336.Model.Kernels;

/// <summary>
/// <see cref="TransformerLm.Extend"/> on the CPU in float32, without a tensor operation for each step of it: weights, keys and values
/// are read in place, each function is one pass, and threads share the work. A token takes about as long as its weights take to come
/// from memory. Sequences of any lengths go together; nothing is padded.
/// </summary>
internal sealed class CpuDecoder : IDisposable
{
    private readonly TransformerLm model;
    private readonly KeyValueCache cache;
    private readonly BlockWeights[] blocks;
    private readonly FloatMemory embeddings;
    private readonly FloatMemory? finalGain;
    private readonly FloatMemory[] head;
    private readonly FloatMemory logits;
    private readonly float[][] logitsOfRow;
    private readonly WorkerTeam team;
    private readonly Products products;
    private readonly AttentionKernel attention;
    private Workspace workspace;

    /// <summary>A decoder that fills <paramref name="cache"/>.</summary>
    /// <param name="model">A model that <see cref="Supports"/> approves of; its weights are read whenever they are needed.</param>
    /// <param name="cache">An empty cache, for the model's context.</param>
    /// <param name="threads">How many threads share the work.</param>
    public CpuDecoder(TransformerLm model, KeyValueCache cache, int threads)
    {
        (this.model, this.cache) = (model, cache);
        blocks = [.. model.Layers.Select((block, layer) => new BlockWeights(block, cache.Keys(layer), cache.Values(layer)))];
        embeddings = new(model.TokenEmbeddings.Weight);
        finalGain = model.FinalNorm is { } norm ? new(norm.Weight) : null;
        head = [new(model.Head.Weight)];
        using (var tensor = TorchSharp.torch.zeros(cache.Rows, model.Config.VocabSize))
            logits = new(tensor);
        logitsOfRow = [.. Enumerable.Range(0, cache.Rows).Select(_ => new float[model.Config.VocabSize])];
        team = new(threads);
        products = new(team);
        attention = new(model.Config, team.Size);
        workspace = NewWorkspace(cache.Rows);
    }

    /// <summary>A token on its way: its id, its sequence, its place there, and whether the logits after it are wanted.</summary>
    private readonly record struct Token(int Id, int Row, int Position, bool IsLast);

    /// <summary>Whether there are kernels for a model: it is on the CPU and multiplies in float32.</summary>
    public static bool Supports(TransformerLm model) =>
        FloatMemory.Fits(model.TokenEmbeddings.Weight) && FloatMemory.Fits(model.Head.Weight) && model.Head.ProductType is null
        && model.Layers.All(BlockWeights.Fit);

    /// <summary>The logits after the last token that a sequence got.</summary>
    public ReadOnlySpan<float> Logits(int row) => logitsOfRow[row];

    /// <summary>Gives a sequence the tokens and the logits of another.</summary>
    public void Copy(int from, int to)
    {
        cache.Copy(from, to);
        logitsOfRow[from].CopyTo(logitsOfRow[to], 0);
    }

    /// <summary>Gives one sequence its next tokens.</summary>
    public void Extend(int row, ReadOnlySpan<int> ids)
    {
        var tokens = new Token[ids.Length];
        for (var i = 0; i < ids.Length; i++)
            tokens[i] = new(ids[i], row, cache.Lengths[row] + i, IsLast: i == ids.Length - 1);
        Run(tokens);
    }

    /// <summary>Gives several sequences one token each.</summary>
    public void Extend(ReadOnlySpan<int> rows, ReadOnlySpan<int> ids)
    {
        var tokens = new Token[ids.Length];
        for (var i = 0; i < ids.Length; i++)
            tokens[i] = new(ids[i], rows[i], cache.Lengths[rows[i]], IsLast: true);
        Run(tokens);
    }

    public void Dispose()
    {
        team.Dispose();
        products.Dispose();
        workspace.Dispose();
        foreach (var memory in head.Append(embeddings).Append(logits).Append(finalGain))
            memory?.Dispose();
        foreach (var block in blocks)
            block.Dispose();
    }

    private void Run(Token[] tokens)
    {
        foreach (var token in tokens)
        {
            if (token.Position >= cache.Capacity)
                throw new ArgumentException($"Key/value cache: a token at {token.Position} does not fit; the context holds {cache.Capacity}.");
        }
        if (tokens.Length > workspace.Tokens)
        {
            workspace.Dispose();
            workspace = NewWorkspace(tokens.Length);
        }
        for (var i = 0; i < tokens.Length; i++)
            embeddings.Row(tokens[i].Id).CopyTo(workspace.Features.Row(i));
        foreach (var block in blocks)
        {
            Residual(tokens, block.AttentionGain, input => Attend(tokens, block, input));
            Residual(tokens, block.FeedForwardGain, input => FeedForward(tokens.Length, block, input));
        }
        WriteLogits(tokens);
        foreach (var token in tokens)
            cache.Advance(token.Row, 1);
    }

    /// <summary>A sublayer that adds to the features, normalised before, after or not at all.</summary>
    private void Residual(Token[] tokens, FloatMemory? gain, Action<FloatMemory> sublayer)
    {
        var features = workspace.Features;
        if (model.Config.Norm == NormPlacement.Pre)
            Normalise(tokens.Length, gain!, into: workspace.Normed);
        sublayer(model.Config.Norm == NormPlacement.Pre ? workspace.Normed : features);
        if (model.Config.Norm == NormPlacement.Post)
            Normalise(tokens.Length, gain!, into: features);
    }

    private void Normalise(int count, FloatMemory gain, FloatMemory into) => ForEach(count, i =>
        VectorMath.RmsNorm(workspace.Features.Row(i), gain.Row(0), model.Config.NormEpsilon, into.Row(i)));

    private void Attend(Token[] tokens, BlockWeights block, FloatMemory input)
    {
        var (heads, dModel, dHead) = (model.Config.NHeads, model.Config.DModel, model.Config.DHead);
        products.Of(input, tokens.Length, block.Projections, workspace.Projected);
        ForEach(tokens.Length, i =>
        {
            var token = tokens[i];
            var projected = workspace.Projected.Row(i);
            if (block.Cosine is { } cosine)
                AttentionKernel.Rotate(projected[..(2 * dModel)], cosine.Row(token.Position), block.Sine!.Row(token.Position));
            VectorMath.Scale((float)(1 / Math.Sqrt(dHead)), projected[..dModel]);
            attention.Store(block, token.Row, token.Position, projected.Slice(dModel, dModel), projected[(2 * dModel)..]);
        });
        // Token by token, as the later ones see more; where the threads divide the heads, each sees the same ones every time.
        InTurn(tokens.Length * heads, (i, thread) =>
        {
            var (index, head) = Math.DivRem(i, heads);
            var from = head * dHead;
            var query = workspace.Projected.Row(index).Slice(from, dHead);
            var result = workspace.Attended.Row(index).Slice(from, dHead);
            attention.Attend(block, tokens[index].Row, head, tokens[index].Position + 1, thread, query, result);
        });
        products.Of(workspace.Attended, tokens.Length, block.Output, workspace.Features, add: true);
    }

    private void FeedForward(int count, BlockWeights block, FloatMemory input)
    {
        var dFf = model.Config.DFf;
        products.Of(input, count, block.Expansion, workspace.Hidden);
        ForEach(count, i =>
        {
            var hidden = workspace.Hidden.Row(i);
            VectorMath.Silu(hidden[..dFf]);
            if (hidden.Length > dFf)
                VectorMath.Multiply(hidden[dFf..], hidden[..dFf]);
        });
        products.Of(workspace.Hidden, count, block.Down, workspace.Features, add: true);
    }

    /// <summary>The head, for the last token of each sequence alone.</summary>
    private void WriteLogits(Token[] tokens)
    {
        var lasts = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!tokens[i].IsLast)
                continue;
            var features = workspace.Features.Row(i);
            var last = workspace.Normed.Row(lasts++);
            if (finalGain is { } gain)
                VectorMath.RmsNorm(features, gain.Row(0), model.Config.NormEpsilon, last);
            else
                features.CopyTo(last);
        }
        products.Of(workspace.Normed, lasts, head, logits);
        foreach (var (index, token) in tokens.Where(token => token.IsLast).Index())
            logits.Row(index).CopyTo(logitsOfRow[token.Row]);
    }

    /// <summary>Does something for each of several things. Neighbours share a thread: what they write lies side by side.</summary>
    private void ForEach(int count, Action<int> body) => Share(count, (part, parts) =>
    {
        var (from, to) = Products.Share(count, part, parts);
        for (var i = from; i < to; i++)
            body(i);
    });

    /// <summary>Does something for each of several things, of which the threads take one after another, with the thread's number.</summary>
    private void InTurn(int count, Action<int, int> body) => Share(count, (part, parts) =>
    {
        for (var i = part; i < count; i += parts)
            body(i, part);
    });

    private void Share(int count, Action<int, int> job)
    {
        // A single thing is not worth waking anybody.
        if (count == 1)
            job(0, 1);
        else
            team.Run(job);
    }

    private Workspace NewWorkspace(int tokens) => new(model.Config, tokens, blocks[0].Expansion.Length);
}
