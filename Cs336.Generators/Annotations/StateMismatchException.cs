namespace Cs336.Annotations;

/// <summary>The state to load does not fit the module. Nothing was loaded.</summary>
/// <param name="mismatch">Every difference; the message lists them all.</param>
/// <param name="module">The name of the module.</param>
public sealed class StateMismatchException(StateMismatch mismatch, string module)
    : Exception($"The state does not fit {module}, which was left as it was:\n{mismatch}")
{
    /// <summary>Every difference between the state and the module.</summary>
    public StateMismatch Mismatch { get; } = mismatch;
}
