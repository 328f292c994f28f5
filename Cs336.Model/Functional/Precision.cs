using static TorchSharp.torch;

namespace Cs336.Model.Functional;

/// <summary>Which type a sum is computed in.</summary>
internal static class Precision
{
    /// <summary>
    /// float16 and bfloat16 as float32, wider types as they are. Squares and sums of the narrow types overflow (float16, from
    /// 256² on) or lose most of their digits (bfloat16 has eight bits of them).
    /// </summary>
    public static Tensor AtLeastFloat32(Tensor x) =>
        x.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? x.to(ScalarType.Float32) : x;
}
