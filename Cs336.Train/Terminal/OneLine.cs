using System.Runtime.InteropServices;
using Cs336.Annotations;

namespace Cs336.Train.Terminal;

/// <summary>What is said of an error.</summary>
internal static class OneLine
{
    /// <summary>Its message, in one line.</summary>
    public static string Of(Exception error)
    {
        var lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return error switch
        {
            // libtorch's messages go on with a stack trace; what matters stands in their first line.
            ExternalException => lines[0],
            // A line for each tensor that does not fit.
            StateMismatchException => $"{lines[0]} {string.Join("; ", lines[1..])}.",
            _ => string.Join(" ", lines),
        };
    }
}
