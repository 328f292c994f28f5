using Cs336.Model.Kernels;
using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Sampling;

/// <summary><see cref="CpuDecoder"/> for several sequences.</summary>
internal sealed class FusedDecoder : Decoder
{
    private readonly KeyValueCache cache;
    private readonly CpuDecoder decoder;

    public FusedDecoder(TransformerLm model, int rows, int threads)
    {
        if (!CpuDecoder.Supports(model))
            throw new ConfigurationException("decoder: the fused kernels need a float32 model on the CPU that multiplies in float32.");
        using var scope = NewDisposeScope();
        cache = new(model.Config, rows);
        decoder = new(model, cache, threads);
    }

    public override void Begin(int row, ReadOnlySpan<int> ids)
    {
        cache.Clear(row);
        decoder.Extend(row, ids);
    }

    public override void Copy(int from, int to) => decoder.Copy(from, to);

    public override void Append(ReadOnlySpan<int> rows, ReadOnlySpan<int> ids) => decoder.Extend(rows, ids);

    public override ReadOnlySpan<float> Logits(int row) => decoder.Logits(row);

    protected override void Dispose(bool disposing)
    {
        decoder.Dispose();
        cache.Dispose();
    }
}
