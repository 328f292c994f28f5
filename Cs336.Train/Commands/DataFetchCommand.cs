using Cs336.Train.CourseData;
using Cs336.Train.Files;
using Cs336.Train.Terminal;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 data fetch</c></summary>
internal static class DataFetchCommand
{
    public static void Run(DataFetchOptions options, CancellationToken cancellation)
    {
        OutputPath.PrepareDirectory(options.Out);
        using var handler = new SocketsHttpHandler { ConnectTimeout = DownloadPolicy.Default.Silence };
        // The download has a patience of its own.
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("cs336");
        var download = new ResumableDownload(client, DownloadPolicy.Default, TimeProvider.System);
        var fetch = new CourseFetch(options.Out, download, path => new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace)
        {
            Mirrors = options.Mirrors,
            Unverified = options.Unverified,
        };
        foreach (var file in CourseFile.Of(options.Name))
        {
            try
            {
                Console.WriteLine(Progress.Run(
                    $"Fetching {file.Name}", options.Quiet, report => fetch.Run(file, report, cancellation).GetAwaiter().GetResult()));
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine($"Stopped; the same command goes on where {file.Name} is now.");
                throw;
            }
        }
    }
}
