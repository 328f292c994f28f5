using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

internal static class TensorAssert
{
    /// <summary>Same element type, same shape, same bits.</summary>
    public static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.bytes.ToArray(), actual.bytes.ToArray());
    }

    /// <summary>Whether both have the same bits.</summary>
    public static bool AreSame(Tensor left, Tensor right) => left.bytes.SequenceEqual(right.bytes);

    /// <summary>Copies that outlive any change to the originals.</summary>
    public static Dictionary<string, Tensor> Copies(IEnumerable<KeyValuePair<string, Tensor>> state) =>
        state.ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());

    /// <summary>Other values of the same shapes and types.</summary>
    public static Dictionary<string, Tensor> Shifted(IEnumerable<KeyValuePair<string, Tensor>> state) =>
        state.ToDictionary(entry => entry.Key, entry => entry.Value.detach() + 1);
}
