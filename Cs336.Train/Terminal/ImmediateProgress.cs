namespace Cs336.Train.Terminal;

/// <summary>Reports on the thread that calls, unlike <see cref="Progress{T}"/>, whose reports come late and in any order.</summary>
/// <param name="report">Takes each report.</param>
internal sealed class ImmediateProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
