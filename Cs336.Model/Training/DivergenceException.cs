namespace Cs336.Model.Training;

/// <summary>The loss or the gradient is no longer a finite number; going on would train nothing.</summary>
/// <param name="message">One sentence.</param>
public sealed class DivergenceException(string message) : Exception(message);
