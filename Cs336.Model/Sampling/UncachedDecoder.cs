using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Sampling;

/// <summary>What the others are measured by: every token costs as much as the whole text before it.</summary>
internal sealed class UncachedDecoder(TransformerLm model, int rows) : Decoder
{
    private readonly List<long>[] texts = [.. Enumerable.Range(0, rows).Select(_ => new List<long>())];
    private readonly float[][] logits = new float[rows][];

    public override void Begin(int row, ReadOnlySpan<int> ids)
    {
        texts[row].Clear();
        foreach (var id in ids)
            texts[row].Add(id);
        Compute(row);
    }

    public override void Copy(int from, int to)
    {
        texts[to] = [.. texts[from]];
        logits[to] = [.. logits[from]];
    }

    public override void Append(ReadOnlySpan<int> rows, ReadOnlySpan<int> ids)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            texts[rows[i]].Add(ids[i]);
            Compute(rows[i]);
        }
    }

    public override ReadOnlySpan<float> Logits(int row) => logits[row];

    private void Compute(int row)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var ids = tensor(texts[row], [1, texts[row].Count], device: model.TokenEmbeddings.Weight.device);
        logits[row] = [.. model.call(ids)[0, -1].to(ScalarType.Float32, CPU).data<float>()];
    }
}
