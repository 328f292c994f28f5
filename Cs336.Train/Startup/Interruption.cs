using System.Runtime.InteropServices;

namespace Cs336.Train.Startup;

/// <summary>Ctrl-C and SIGTERM: the first asks the command to stop cleanly, the second ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private PosixSignal? received;
    private volatile Action? redirected;

    private Interruption()
    {
    }

    /// <summary>Set when a signal has come.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The exit code of a command that a signal stopped: 128 and the signal's number.</summary>
    public int ExitCode => received == PosixSignal.SIGTERM ? 143 : 130;

    /// <summary>Listens from now on.</summary>
    public static Interruption Install()
    {
        var interruption = new Interruption();
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
            interruption.registrations.Add(PosixSignalRegistration.Create(signal, interruption.OnSignal));
        return interruption;
    }

    /// <summary>Until the result is disposed, Ctrl-C does something else.</summary>
    /// <param name="onInterrupt">What it does.</param>
    public IDisposable Redirect(Action onInterrupt)
    {
        redirected = onInterrupt;
        return new Redirection(this);
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (context.Signal == PosixSignal.SIGINT && redirected is { } instead)
        {
            context.Cancel = true;
            instead();
            return;
        }
        // Not cancelled, the second signal does what the system does by default.
        context.Cancel = received is null;
        received ??= context.Signal;
        source.Cancel();
    }

    private sealed class Redirection(Interruption interruption) : IDisposable
    {
        public void Dispose() => interruption.redirected = null;
    }
}
