using System.Globalization;
using System.Text.RegularExpressions;

namespace Cs336.Model.Training;

/// <summary>The device has no room for a step.</summary>
/// <param name="message">One sentence that says what would need less.</param>
/// <param name="inner">What libtorch threw.</param>
public sealed partial class OutOfDeviceMemoryException(string message, Exception inner) : IOException(message, inner)
{
    /// <summary>How much the allocator of the CPU was asked for, where an exception of libtorch says it.</summary>
    /// <param name="error">The exception.</param>
    public static long? BytesAskedFor(Exception error) =>
        Request().Match(error.Message) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"tried to allocate (\d+) bytes")]
    private static partial Regex Request();

    /// <summary>Whether an exception of libtorch says that memory ran out: CUDA's words, and those of its allocator on the CPU.</summary>
    /// <param name="error">The exception.</param>
    public static bool IsSaidBy(Exception error) => error is System.Runtime.InteropServices.ExternalException
        && (error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || error.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase)
            || error.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase));
}
