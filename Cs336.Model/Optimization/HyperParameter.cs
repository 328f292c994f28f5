namespace Cs336.Model.Optimization;

/// <summary>The one sentence about a hyper-parameter that is out of its range.</summary>
internal static class HyperParameter
{
    /// <exception cref="ConfigurationException">The value is out of its range, or not finite.</exception>
    public static void Require(string of, string name, double value, string expected, bool holds)
    {
        if (!holds || !double.IsFinite(value))
            throw new ConfigurationException(FormattableString.Invariant($"{of}: {name} must be {expected} and finite; found {value}."));
    }
}
