using static TorchSharp.torch;

namespace Cs336.Model.Tests.Support;

/// <summary>Tensors of random numbers that are a function of their seed, whatever was drawn before.</summary>
internal static class Draws
{
    public static Tensor Normal(int seed, params long[] shape) => Normal(seed, ScalarType.Float32, shape);

    public static Tensor Normal(int seed, ScalarType type, params long[] shape)
    {
        using var generator = new Generator((uint)seed);
        return randn(shape, type, generator: generator);
    }

    public static Tensor Ids(int seed, int vocab, params long[] shape) =>
        tensor(IdArray(seed, vocab, (int)shape.Aggregate((a, b) => a * b)), shape);

    public static long[] IdArray(int seed, int vocab, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(vocab))];
    }
}
