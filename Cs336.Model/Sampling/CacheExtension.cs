using Cs336.Model.Functional;
using static TorchSharp.torch;

namespace Cs336.Model.Sampling;

/// <summary>The next tokens of every sequence of a <see cref="KeyValueCache"/>, on their way through the model's layers.</summary>
public sealed class CacheExtension
{
    private readonly KeyValueCache cache;
    private readonly int count;
    private readonly int keysInUse;

    internal CacheExtension(KeyValueCache cache, int count, int keysInUse)
    {
        (this.cache, this.count, this.keysInUse) = (cache, count, keysInUse);
        var device = cache.Keys(0).device;
        var starts = tensor(cache.Lengths.ToArray().Select(length => (long)length).ToArray(), device: device);
        Positions = starts.unsqueeze(-1).Plus(Arithmetic.Range(count, ScalarType.Int64, device: device));
        // One token that follows the longest sequence, or sequences all as long, sees every key in use.
        var allSeen = count == 1 && cache.Lengths.IndexOfAnyExcept(keysInUse - 1) < 0;
        Mask = allSeen ? null : (Arithmetic.Range(keysInUse, ScalarType.Int64, device: device) <= Positions.unsqueeze(-1)).unsqueeze(1);
    }

    /// <summary>The position of each token in its sequence, int64, <c>[rows, seq]</c>.</summary>
    public Tensor Positions { get; }

    /// <summary>Which keys each token may attend to: those up to its own, <c>[rows, 1, seq, keys]</c>; null: all.</summary>
    public Tensor? Mask { get; }

    /// <summary>One layer's part.</summary>
    public Layer At(int layer) => new(this, layer);

    /// <summary>Counts the tokens in; every layer has stored them by now.</summary>
    internal void Complete()
    {
        for (var row = 0; row < cache.Rows; row++)
            cache.Advance(row, count);
    }

    /// <summary>One layer's part of an extension.</summary>
    /// <param name="Extension">The whole.</param>
    /// <param name="Index">The layer's number.</param>
    public readonly record struct Layer(CacheExtension Extension, int Index)
    {
        /// <summary>Stores the keys and values of the new tokens behind those of the old ones.</summary>
        /// <param name="keys">The new tokens' keys, <c>[rows, n_heads, seq, d_head]</c>.</param>
        /// <param name="values">Their values, of the same shape.</param>
        /// <returns>Keys and values of all tokens so far, <c>[rows, n_heads, keys, d_head]</c>.</returns>
        public (Tensor Keys, Tensor Values) Append(Tensor keys, Tensor values)
        {
            var (allKeys, allValues) = (Extension.cache.Keys(Index), Extension.cache.Values(Index));
            var places = Extension.Positions.unsqueeze(1).unsqueeze(-1).expand(keys.shape);
            allKeys.scatter_(-1, places.mT, keys.mT);
            allValues.scatter_(-2, places, values);
            return (allKeys.narrow(-1, 0, Extension.keysInUse).mT, allValues.narrow(-2, 0, Extension.keysInUse));
        }
    }
}
