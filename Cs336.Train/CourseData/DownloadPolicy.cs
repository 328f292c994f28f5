namespace Cs336.Train.CourseData;

/// <summary>How patient a download is.</summary>
/// <param name="Delays">
/// The waits after the first, second, … failure in a row that brought nothing new; after one failure more the download gives up.
/// </param>
/// <param name="Silence">How long a server may send nothing.</param>
internal sealed record DownloadPolicy(IReadOnlyList<TimeSpan> Delays, TimeSpan Silence)
{
    /// <summary>The most that a server's <c>Retry-After</c> can ask for.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Half a minute of retries, a minute of silence.</summary>
    public static DownloadPolicy Default { get; } = new(
        [.. new[] { 1, 2, 4, 8, 16 }.Select(seconds => TimeSpan.FromSeconds(seconds))], Silence: TimeSpan.FromMinutes(1));
}
