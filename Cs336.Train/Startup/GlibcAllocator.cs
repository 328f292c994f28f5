using System.Runtime.InteropServices;

namespace Cs336.Train.Startup;

/// <summary>How glibc's malloc, from which libtorch takes its CPU tensors, treats large blocks.</summary>
/// <remarks>
/// By default a block above 128 KiB to 32 MiB is mapped from the system and given back at every free, so that each temporary tensor
/// is paid for in page faults. docs/benchmarks.md has the effect.
/// </remarks>
internal static class GlibcAllocator
{
    // malloc.h of glibc.
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;

    /// <summary>Makes the process keep freed memory for its next tensors. Does nothing on systems without glibc.</summary>
    public static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Mallopt(MmapThreshold, 1 << 30);
            _ = Mallopt(TrimThreshold, int.MaxValue);
            _ = Mallopt(TopPad, 64 << 20);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl, with an allocator of its own.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int Mallopt(int parameter, int value);
}
