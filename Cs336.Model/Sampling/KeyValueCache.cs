using Cs336.Annotations;
using Cs336.Model.Layers;
using static TorchSharp.torch;

namespace Cs336.Model.Sampling;

/// <summary>
/// The keys and values of the tokens that a model has seen, so that the next token need not compute them again. All memory is taken
/// at the beginning: for every layer <c>[rows, n_heads, d_head, context]</c> keys and <c>[rows, n_heads, context, d_head]</c>
/// values. Keys are kept as columns, ready for queries to be multiplied with.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] keys;
    private readonly Tensor[] values;
    private readonly Memory<int> lengths;

    /// <summary>An empty cache.</summary>
    /// <param name="config">The model's sizes.</param>
    /// <param name="rows">How many sequences.</param>
    /// <param name="at">Device and type of the model's keys and values.</param>
    public KeyValueCache(ModelConfig config, int rows, Placement at = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        Capacity = config.ContextLength;
        Tensor Empty(params long[] shape) => zeros(shape, at.DType, at.Device).DetachFromDisposeScope();
        keys = [.. Enumerable.Range(0, config.NLayers).Select(_ => Empty(rows, config.NHeads, config.DHead, Capacity))];
        values = [.. Enumerable.Range(0, config.NLayers).Select(_ => Empty(rows, config.NHeads, Capacity, config.DHead))];
        lengths = new int[rows];
    }

    private KeyValueCache(Tensor[] keys, Tensor[] values, Memory<int> lengths)
    {
        (this.keys, this.values, this.lengths) = (keys, values, lengths);
        Capacity = (int)keys[0].shape[^1];
    }

    /// <summary>An empty cache for <paramref name="rows"/> sequences of a model, where its keys and values are and of their type.</summary>
    public static KeyValueCache For(TransformerLm model, int rows)
    {
        var projection = model.Layers[0].Attention.Key;
        return new(model.Config, rows, new Placement(projection.Weight.device, projection.ProductType ?? projection.Weight.dtype));
    }

    /// <summary>How many sequences.</summary>
    public int Rows => lengths.Length;

    /// <summary>The most tokens of a sequence: the model's context.</summary>
    public int Capacity { get; }

    /// <summary>How many tokens of each sequence are in the cache.</summary>
    public ReadOnlySpan<int> Lengths => lengths.Span;

    internal Tensor Keys(int layer) => keys[layer];

    internal Tensor Values(int layer) => values[layer];

    /// <summary>Forgets a sequence's tokens.</summary>
    public void Clear(int row) => lengths.Span[row] = 0;

    /// <summary>One sequence of this cache, in the same memory.</summary>
    public KeyValueCache Row(int row)
    {
        Tensor Of(Tensor all) => all.narrow(0, row, 1).DetachFromDisposeScope();
        return new([.. keys.Select(Of)], [.. values.Select(Of)], lengths.Slice(row, 1));
    }

    /// <summary>Another cache of some of the sequences, in the order given; one may be there several times.</summary>
    public KeyValueCache Select(IReadOnlyList<int> rows)
    {
        using var scope = NewDisposeScope();
        var indices = tensor([.. rows.Select(row => (long)row)], device: keys[0].device);
        Tensor Of(Tensor all) => all.index_select(0, indices).DetachFromDisposeScope();
        return new([.. keys.Select(Of)], [.. values.Select(Of)], rows.Select(row => lengths.Span[row]).ToArray());
    }

    /// <summary>Gives a sequence the tokens of another one.</summary>
    public void Copy(int from, int to)
    {
        using var scope = NewDisposeScope();
        foreach (var all in keys.Concat(values))
            all[to].copy_(all[from]);
        lengths.Span[to] = lengths.Span[from];
    }

    /// <summary>Room for the next tokens of every sequence, and what their attention needs to know.</summary>
    /// <param name="count">How many tokens each sequence gets.</param>
    /// <exception cref="ArgumentException">A sequence would be longer than the context.</exception>
    public CacheExtension Extend(int count)
    {
        var longest = 0;
        foreach (var length in Lengths)
            longest = Math.Max(longest, length);
        if (count < 1 || longest + count > Capacity)
        {
            throw new ArgumentException(
                $"Key/value cache: {count} more tokens after {longest} do not fit; the model's context holds {Capacity}.", nameof(count));
        }
        return new(this, count, longest + count);
    }

    internal void Advance(int row, int count) => lengths.Span[row] += count;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var all in keys.Concat(values))
            all.Dispose();
    }
}
