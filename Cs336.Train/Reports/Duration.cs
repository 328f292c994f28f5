using System.Globalization;

namespace Cs336.Train.Reports;

/// <summary>Times as people read them.</summary>
internal static class Duration
{
    private const double Minute = 60, Day = 86_400;

    /// <summary>Seconds as in <c>0.25 s</c>, <c>12.5 s</c>, <c>1:05:09</c> or <c>2 d 03:04:05</c>.</summary>
    public static string Of(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Round(seconds));
        return seconds switch
        {
            < Minute => string.Create(CultureInfo.InvariantCulture, $"{seconds:G3} s"),
            < Day => span.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
            _ => span.ToString(@"d\ \d\ hh\:mm\:ss", CultureInfo.InvariantCulture),
        };
    }
}
