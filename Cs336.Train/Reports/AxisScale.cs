namespace Cs336.Train.Reports;

/// <summary>How the values of an axis are laid out.</summary>
internal enum AxisScale
{
    /// <summary>Equal differences are equally long.</summary>
    Linear,

    /// <summary>Equal ratios are equally long.</summary>
    Logarithmic,
}

/// <summary>Between values and places on an axis.</summary>
internal static class AxisScales
{
    /// <summary>The place of a value; not a finite number where it has none.</summary>
    public static double ToAxis(this AxisScale scale, double value) => scale == AxisScale.Logarithmic ? Math.Log10(value) : value;

    /// <summary>The value at a place.</summary>
    public static double ToValue(this AxisScale scale, double place) => scale == AxisScale.Logarithmic ? Math.Pow(10, place) : place;
}
