using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Sampling;

/// <summary><see cref="TransformerLm.Extend"/> for several sequences.</summary>
internal sealed class CachedDecoder(TransformerLm model, int rows) : Decoder
{
    private readonly float[][] logits = new float[rows][];

    /// <summary>The sequence of each row of the cache: those that have ended have none any more.</summary>
    private List<int> present = [.. Enumerable.Range(0, rows)];

    private KeyValueCache cache = KeyValueCache.For(model, rows);

    public override void Begin(int row, ReadOnlySpan<int> ids)
    {
        using var scope = NewDisposeScope();
        using var own = cache.Row(present.IndexOf(row));
        own.Clear(0);
        Extend(own, [row], ids);
    }

    public override void Copy(int from, int to)
    {
        cache.Copy(present.IndexOf(from), present.IndexOf(to));
        logits[to] = [.. logits[from]];
    }

    public override void Append(ReadOnlySpan<int> rows, ReadOnlySpan<int> ids)
    {
        if (rows.SequenceEqual(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(present)))
        {
            Extend(cache, rows, ids);
            return;
        }
        // Some are about to begin anew: rare enough to take the others one by one.
        for (var i = 0; i < rows.Length; i++)
        {
            using var own = cache.Row(present.IndexOf(rows[i]));
            Extend(own, [rows[i]], [ids[i]]);
        }
    }

    public override void End(int row)
    {
        var kept = Enumerable.Range(0, present.Count).Where(index => present[index] != row).ToList();
        if (kept.Count == 0)
            return;
        var smaller = cache.Select(kept);
        cache.Dispose();
        cache = smaller;
        present = kept.ConvertAll(index => present[index]);
    }

    public override ReadOnlySpan<float> Logits(int row) => logits[row];

    protected override void Dispose(bool disposing) => cache.Dispose();

    /// <summary>Gives every row of a cache its next tokens, as many for each, and notes the logits after them.</summary>
    private void Extend(KeyValueCache extended, ReadOnlySpan<int> rows, ReadOnlySpan<int> ids)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var shape = new long[] { rows.Length, ids.Length / rows.Length };
        var next = tensor(ids.ToArray(), ScalarType.Int64).reshape(shape).to(model.TokenEmbeddings.Weight.device);
        var found = model.Extend(next, extended).to(ScalarType.Float32, CPU).data<float>().ToArray();
        var vocab = found.Length / rows.Length;
        for (var i = 0; i < rows.Length; i++)
            logits[rows[i]] = found[(i * vocab)..((i + 1) * vocab)];
    }
}
