using System.Diagnostics;
using Cs336.Model.State;
using Cs336.Train.Terminal;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;

namespace Cs336.Train.CourseData;

/// <summary>Fetches files of the course into a directory, once each, and records what they are.</summary>
/// <param name="directory">Where they go.</param>
/// <param name="download">Fetches.</param>
/// <param name="freeSpace">The free bytes on the disk of a path.</param>
internal sealed class CourseFetch(string directory, ResumableDownload download, Func<string, long> freeSpace)
{
    /// <summary>Where to fetch from instead of Hugging Face, in the order to try them.</summary>
    public IReadOnlyList<Uri> Mirrors { get; init; } = [];

    /// <summary>Whether other content than the course's is kept and recorded instead of refused.</summary>
    public bool Unverified { get; init; }

    /// <summary>Makes sure that a file is there and is what it should be.</summary>
    /// <param name="file">The file.</param>
    /// <param name="report">Told how far it is.</param>
    /// <param name="stop">Ends it; what was fetched is kept.</param>
    /// <returns>What came of it, in a sentence.</returns>
    /// <exception cref="IOException">No place gives the file, it is not the course's, or there is no room for it.</exception>
    public async Task<string> Run(CourseFile file, Progress.Report report, CancellationToken stop)
    {
        var target = Path.Combine(directory, file.Name);
        if (File.Exists(target))
            return Verify(file, target, report, stop);
        var refusals = new List<string>();
        foreach (var place in file.Sources(Mirrors))
        {
            foreach (var source in place)
            {
                try
                {
                    var found = await Fetch(file, source, target, report, stop);
                    DataLock.Record(directory, file.Name, found);
                    return Describe(target, found);
                }
                catch (DownloadException error)
                {
                    refusals.Add(error.Message);
                    if (!error.IsMissing)
                        break;
                }
            }
        }
        throw new IOException($"{target}: cannot be fetched: {string.Join("; ", refusals)}.");
    }

    private string Verify(CourseFile file, string target, Progress.Report report, CancellationToken stop)
    {
        var recorded = DataLock.Of(directory).Files.GetValueOrDefault(file.Name);
        var (wantedBytes, wantedSha256) = recorded is null ? (file.Bytes, file.Sha256) : (recorded.Bytes, recorded.Sha256);
        var what = recorded is null ? "this is not the course's file" : "the file has changed since it was fetched";
        using var content = File.OpenRead(target);
        if (content.Length != wantedBytes)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{target}: {what}; expected {wantedBytes:N0} bytes, found {content.Length:N0}; remove it to fetch it again."));
        }
        var (bytes, sha256) = ContentHash.Of(content, null, done => report((double)done / wantedBytes, "verifying what is there"), stop);
        if (sha256 != wantedSha256)
            throw new InvalidDataException($"{target}: {what}; expected SHA-256 {wantedSha256}, found {sha256}; remove it to fetch it again.");
        if (recorded is null)
            DataLock.Record(directory, file.Name, new("found here", bytes, sha256, IsCourseFile: true));
        return FormattableString.Invariant($"{target}: there already, {bytes:N0} bytes, verified.");
    }

    private async Task<LockedFile> Fetch(
        CourseFile file, Uri source, string target, Progress.Report report, CancellationToken stop)
    {
        using var part = new PartialFile(Path.Combine(directory, file.RemoteName));
        var already = part.Length;
        var clock = Stopwatch.StartNew();
        await download.Run(
            source, part, bytes => RequireRoom(file, source, bytes, part.Length),
            () => report(ShareOf(part), Progressed(part, part.Length - already, clock.Elapsed)), stop);
        if (part.Length == 0)
        {
            part.Delete();
            throw new DownloadException($"{source}: the file is empty");
        }
        return file.Compressed
            ? Unpack(file, part, target, report, stop)
            : Keep(file, part, target, report, stop);
    }

    private static double ShareOf(PartialFile part) => part.Version?.Bytes is { } bytes ? (double)part.Length / bytes : 0;

    private static string Progressed(PartialFile part, long gained, TimeSpan elapsed)
    {
        var total = part.Version?.Bytes is { } bytes ? FormattableString.Invariant($" of {bytes / 1e6:N1}") : "";
        // Less than nothing is gained where the download starts over.
        var rate = Math.Max(0, gained) / 1e6 / elapsed.TotalSeconds;
        return FormattableString.Invariant($"{part.Length / 1e6:N1}{total} MB, {rate:N1} MB/s");
    }

    private void RequireRoom(CourseFile file, Uri source, long? bytes, long already)
    {
        if (!Unverified && !file.Compressed && bytes is { } offered && offered != file.Bytes)
        {
            throw new DownloadException(FormattableString.Invariant(
                $"{source}: this is not the course's file; expected {file.Bytes:N0} bytes, the server offers {offered:N0}"));
        }
        // The packed file stays until the unpacked one is whole.
        var needed = (bytes ?? 0) - already + (file.Compressed && !Unverified ? file.Bytes : 0);
        if (freeSpace(directory) is var free && free < needed)
        {
            throw new IOException(FormattableString.Invariant(
                $"{directory}: there is no room for {file.Name}; expected {needed:N0} free bytes, found {free:N0}."));
        }
    }

    private LockedFile Keep(CourseFile file, PartialFile part, string target, Progress.Report report, CancellationToken stop)
    {
        var length = part.Length;
        var (bytes, sha256) = ContentHash.Of(part.Content(), null, done => report((double)done / length, "verifying"), stop);
        var found = Checked(file, part, bytes, sha256);
        part.MoveTo(target);
        return found;
    }

    private LockedFile Unpack(CourseFile file, PartialFile part, string target, Progress.Report report, CancellationToken stop)
    {
        LockedFile? found = null;
        var source = part.Version!.Source;
        try
        {
            AtomicFile.Write(target, unpacked =>
            {
                // .NET's own GZipStream takes data that end early for whole.
                using var gzip = new GZipInputStream(part.Content()) { IsStreamOwner = false };
                var (bytes, sha256) = ContentHash.Of(
                    gzip, unpacked, done => report(Math.Min(1, (double)done / file.Bytes), "unpacking"), stop);
                found = Checked(file, part, bytes, sha256);
            });
        }
        catch (Exception error) when (error is SharpZipBaseException or EndOfStreamException)
        {
            part.Delete();
            throw new DownloadException($"{source}: the gzip data are damaged or end early: {error.Message.TrimEnd('.')}", cause: error);
        }
        catch (IOException error) when (error is not DownloadException)
        {
            throw new IOException($"{target}: cannot be unpacked: {error.Message.TrimEnd('.')}; {part.Path} is kept.", error);
        }
        part.Delete();
        return found!;
    }

    private LockedFile Checked(CourseFile file, PartialFile part, long bytes, string sha256)
    {
        // Begun, and perhaps ended, in an earlier process, it may be from another place than this process was asked to try.
        var source = part.Version!.Source;
        var isCourseFile = (bytes, sha256) == (file.Bytes, file.Sha256);
        if (isCourseFile || Unverified)
            return new(source.AbsoluteUri, bytes, sha256, isCourseFile);
        part.Delete();
        throw new DownloadException(FormattableString.Invariant(
            $"{source}: this is not the course's file; expected {file.Bytes:N0} bytes of SHA-256 {file.Sha256}, ")
            + FormattableString.Invariant($"found {bytes:N0} bytes of SHA-256 {sha256} (--unverified keeps it)"));
    }

    private static string Describe(string target, LockedFile file) => FormattableString.Invariant(
        $"{target}: {file.Bytes:N0} bytes, SHA-256 {file.Sha256}, {(file.IsCourseFile ? "the course's file" : "not the course's file")}.");
}
