using static TorchSharp.torch;

namespace Cs336.Model.Functional;

/// <summary>The sigmoid linear unit (assignment §3.4.2).</summary>
public static class Silu
{
    /// <summary><c>x · σ(x)</c>, element by element, any shape → the same shape.</summary>
    public static Tensor Of(Tensor x) => x * sigmoid(x);
}
