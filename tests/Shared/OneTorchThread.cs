using System.Runtime.CompilerServices;
using TorchSharp;

/// <summary>
/// Test projects run side by side, and two of libtorch's thread pools on the same cores slow each other down a hundredfold.
/// </summary>
internal static class OneTorchThread
{
    [ModuleInitializer]
    internal static void Use() => torch.set_num_threads(1);
}
