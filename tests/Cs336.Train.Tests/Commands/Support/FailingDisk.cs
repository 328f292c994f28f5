using Cs336.Model.State;

namespace Cs336.Train.Tests.Commands;

/// <summary>A disk that answers one change with an error, and where the machine stops there, every later one too.</summary>
internal sealed class FailingDisk(int fails, bool machineStops)
{
    private int changes;

    /// <summary>Whether the error came.</summary>
    public bool HasFailed { get; private set; }

    public void Before(DiskChange change, string path)
    {
        var number = changes++;
        if (number < fails || (number > fails && !machineStops))
            return;
        HasFailed = true;
        throw new IOException($"No space left on device: {change} of {path}.");
    }
}
