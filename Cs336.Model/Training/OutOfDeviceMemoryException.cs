namespace Cs336.Model.Training;

/// <summary>The device has no room for a step.</summary>
/// <param name="message">One sentence that says what would need less.</param>
/// <param name="inner">What libtorch threw.</param>
public sealed class OutOfDeviceMemoryException(string message, Exception inner) : IOException(message, inner)
{
    /// <summary>Whether an exception of libtorch says that memory ran out: CUDA's words, and those of its allocator on the CPU.</summary>
    /// <param name="error">The exception.</param>
    public static bool IsSaidBy(Exception error) => error is System.Runtime.InteropServices.ExternalException
        && (error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || error.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase)
            || error.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase));
}
