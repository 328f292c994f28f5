using System.Globalization;

namespace Cs336.Train.Reports;

/// <summary>The marks of a logarithmic axis: round values, as many as can be read.</summary>
internal static class LogarithmicTicks
{
    private const int Fewest = 4, Most = 10;

    /// <summary>The first digits of the values that are marked in each decade, from coarse to fine.</summary>
    private static readonly double[][] Digits =
        [[1], [1, 2, 5], [.. Enumerable.Range(2, 18).Select(halves => halves / 2.0)], [.. Enumerable.Range(100, 900).Select(hundredths => hundredths / 100.0)]];

    /// <summary>The marks between two places, which are the decimal logarithms of values.</summary>
    /// <param name="low">The lower end of the axis.</param>
    /// <param name="high">The upper end, above <paramref name="low"/>.</param>
    public static IReadOnlyList<(double Position, string Label)> Between(double low, double high)
    {
        var sets = Digits.Select(digits => Marks(low, high, digits)).ToList();
        var marks = sets.Find(set => set.Count >= Fewest) ?? sets[^1];
        var every = ((marks.Count - 1) / Most) + 1;
        return [.. marks.Where((_, i) => i % every == 0)];
    }

    private static List<(double Position, string Label)> Marks(double low, double high, double[] digits) =>
    [
        .. from exponent in Enumerable.Range((int)Math.Floor(low), (int)Math.Floor(high) - (int)Math.Floor(low) + 1)
           from digit in digits
           let position = exponent + Math.Log10(digit)
           where position >= low && position <= high
           select (position, Label(digit, exponent)),
    ];

    private static string Label(double digit, int exponent) => exponent is < -4 or > 5
        ? string.Create(CultureInfo.InvariantCulture, $"{digit}e{exponent}")
        : Math.Round(digit * Math.Pow(10, exponent), 7).ToString("0.#######", CultureInfo.InvariantCulture);
}
