using System.IO.Compression;
using System.Security.Cryptography;
using Cs336.Train.CourseData;
using Cs336.Train.Tests.Commands;

namespace Cs336.Train.Tests.CourseData;

/// <summary>A file to fetch, a server that has it, and a folder for it. Nothing waits between two tries.</summary>
internal sealed class Fetching : IDisposable
{
    public static readonly byte[] Text = [.. Enumerable.Range(0, 300_000).Select(i => (byte)((i * 7919) >> (i % 5)))];

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };

    public Fetching(Func<Request, Reply> answer, bool compressed = false)
    {
        Server = new LoopbackServer(answer);
        File = new("text.txt", "somebody/something", compressed, Text.Length, Convert.ToHexStringLower(SHA256.HashData(Text)));
    }

    public LoopbackServer Server { get; }

    public CourseFile File { get; init; }

    public bool Unverified { get; init; }

    public IReadOnlyList<Uri> FurtherMirrors { get; init; } = [];

    public long FreeSpace { get; init; } = long.MaxValue;

    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where the files go; by default a folder of its own.</summary>
    public string Folder { get => field ?? folder.Path; init; }

    public string Target => Path.Combine(Folder, File.Name);

    public string Part => Path.Combine(Folder, File.RemoteName + ".part");

    public byte[] Fetched => System.IO.File.ReadAllBytes(Target);

    public IEnumerable<string> Names => Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).Order();

    public LockedFile Locked => DataLock.Of(Folder).Files[File.Name];

    public string Run(CancellationToken stop = default)
    {
        var policy = new DownloadPolicy([.. Enumerable.Repeat(TimeSpan.Zero, 4)], Silence);
        var download = new ResumableDownload(client, policy, TimeProvider.System);
        var fetch = new CourseFetch(Folder, download, _ => FreeSpace)
        {
            Mirrors = [Server.Address, .. FurtherMirrors],
            Unverified = Unverified,
        };
        return fetch.Run(File, (_, _) => { }, stop).GetAwaiter().GetResult();
    }

    public static byte[] Gzipped(params IEnumerable<byte[]> members)
    {
        using var packed = new MemoryStream();
        foreach (var member in members)
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(member);
        }
        return packed.ToArray();
    }

    public void Dispose()
    {
        Server.Dispose();
        client.Dispose();
        folder.Dispose();
    }
}
