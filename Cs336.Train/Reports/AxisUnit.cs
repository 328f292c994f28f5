namespace Cs336.Train.Reports;

/// <summary>The unit of an axis, with which its numbers are neither long nor tiny.</summary>
/// <param name="Label">The label of the axis.</param>
/// <param name="Size">How much one is: in seconds, or in tokens.</param>
internal readonly record struct AxisUnit(string Label, double Size)
{
    /// <summary>The unit of an axis of time.</summary>
    /// <param name="longest">The longest time on it, in seconds.</param>
    public static AxisUnit OfTime(double longest) => longest switch
    {
        < 120 => new("seconds", 1),
        < 7_200 => new("minutes", 60),
        _ => new("hours", 3_600),
    };

    /// <summary>The unit of an axis of tokens.</summary>
    /// <param name="most">The most tokens on it.</param>
    public static AxisUnit OfTokens(long most) => most switch
    {
        < 100_000 => new("tokens", 1),
        < 10_000_000 => new("tokens (thousands)", 1e3),
        < 10_000_000_000 => new("tokens (millions)", 1e6),
        _ => new("tokens (billions)", 1e9),
    };
}
