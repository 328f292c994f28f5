using static TorchSharp.torch;

namespace Cs336.Model.Accounting;

/// <summary>Work that a device may still be doing when the call that asked for it has returned.</summary>
internal static class DeviceWork
{
    /// <summary>Returns when <paramref name="result"/>, of any type with numbers, is there.</summary>
    public static void WaitFor(Tensor result)
    {
        using var scope = NewDisposeScope();
        _ = result.flatten()[0].to(ScalarType.Float32).item<float>();
    }
}
