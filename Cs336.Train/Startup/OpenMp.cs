using System.Runtime.InteropServices;

namespace Cs336.Train.Startup;

/// <summary>How the threads of one tensor operation wait for each other in GNU's OpenMP, which libtorch uses on Linux.</summary>
/// <remarks>
/// By default they spin for milliseconds. On a core that another process wants too, the thread that is waited for then does not run,
/// and a training step takes up to thirty times as long. docs/benchmarks.md has the figures.
/// </remarks>
internal static class OpenMp
{
    /// <summary>Tens of microseconds: about as long as the next operation takes to come.</summary>
    private const string SpinCount = "3000";

    /// <summary>
    /// Lets a waiting thread sleep soon, unless the user's environment says how to wait. Works only before libtorch is loaded: the
    /// library reads its environment once.
    /// </summary>
    public static void SleepWhenWaiting()
    {
        var saidByUser = Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") ?? Environment.GetEnvironmentVariable("OMP_WAIT_POLICY");
        if (OperatingSystem.IsLinux() && saidByUser is null)
            _ = SetNativeVariable("GOMP_SPINCOUNT", SpinCount, overwrite: 0);
    }

    /// <summary>.NET's own setter changes its copy of the environment only, which native libraries do not see.</summary>
    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi)]
    private static extern int SetNativeVariable(string name, string value, int overwrite);
}
