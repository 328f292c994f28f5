using System.Net;
using System.Net.Http.Headers;

namespace Cs336.Train.CourseData;

/// <summary>
/// A download that goes on after dropped connections, in this process or a later one, by HTTP ranges (RFC 9110 §14), as long as the file
/// on the server is the same; where it is not, or the server knows no ranges, it starts over.
/// </summary>
/// <param name="client">Sends the requests.</param>
/// <param name="policy">How often and how long to try.</param>
/// <param name="clock">Measures the waits.</param>
internal sealed class ResumableDownload(HttpClient client, DownloadPolicy policy, TimeProvider clock)
{
    private const int BufferLength = 1 << 17; // bytes

    /// <summary>Brings a partial file to its full length.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="part">What is there; kept, for another try, whatever happens.</param>
    /// <param name="accept">Told the whole length, or null, before anything of the content is read; may throw.</param>
    /// <param name="report">Told after every piece.</param>
    /// <param name="stop">Ends it between two pieces.</param>
    /// <exception cref="DownloadException">The server does not give the file, or too many tries in a row brought nothing new.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public async Task Run(Uri source, PartialFile part, Action<long?> accept, Action report, CancellationToken stop)
    {
        // Left by a process that ended before it looked at what it had fetched.
        if (part.Version?.Bytes == part.Length)
            return;
        var furthest = part.Length;
        for (var failures = 1; ; failures++)
        {
            try
            {
                await Attempt(source, part, accept, report, stop);
                return;
            }
            catch (Interruption error)
            {
                if (part.Length > furthest)
                    (furthest, failures) = (part.Length, 1);
                if (failures > policy.Delays.Count)
                    throw new DownloadException($"{source}: {error.Message}, {failures} times in a row", cause: error);
                await Task.Delay(WaitAfter(failures, error), clock, stop);
            }
        }
    }

    private TimeSpan WaitAfter(int failures, Interruption error)
    {
        var asked = error.RetryAfter ?? TimeSpan.Zero;
        var patient = asked < DownloadPolicy.LongestWait ? asked : DownloadPolicy.LongestWait;
        return patient > policy.Delays[failures - 1] ? patient : policy.Delays[failures - 1];
    }

    private async Task Attempt(Uri source, PartialFile part, Action<long?> accept, Action report, CancellationToken stop)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var request = RequestFor(source, part);
        using var response = await Heard(
            () => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token), silence, stop);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && response.Content.Headers.ContentRange?.Length == part.Length)
            return;
        var version = VersionOf(source, response, part);
        accept(version.Bytes);
        if (response.StatusCode == HttpStatusCode.OK)
            part.Restart(version);
        await using var content = await Heard(() => response.Content.ReadAsStreamAsync(silence.Token), silence, stop);
        var buffer = new byte[BufferLength];
        while (await Heard(() => content.ReadAsync(buffer, silence.Token).AsTask(), silence, stop) is > 0 and var read)
        {
            part.Append(buffer.AsSpan(0, read));
            report();
        }
        if (version.Bytes is { } bytes && part.Length != bytes)
        {
            var found = part.Length;
            if (found > bytes)
                part.Restart(null);
            throw new Interruption(FormattableString.Invariant($"the server sent {found:N0} of {bytes:N0} bytes"));
        }
    }

    private static HttpRequestMessage RequestFor(Uri source, PartialFile part)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, source);
        // A compressed transfer would have ranges of its own.
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (part.Length == 0)
            return request;
        request.Headers.Range = new RangeHeaderValue(part.Length, null);
        // A weak tag is not allowed here (RFC 9110 §13.1.5); what comes is compared with it anyway.
        if (part.Version?.ETag is { } tag && EntityTagHeaderValue.TryParse(tag, out var parsed) && !parsed.IsWeak)
            request.Headers.IfRange = new RangeConditionHeaderValue(parsed);
        else if (part.Version is { ETag: null, LastModified: { } changed })
            request.Headers.IfRange = new RangeConditionHeaderValue(changed);
        return request;
    }

    /// <summary>What the server is about to send: with 200 all of it, with 206 what the partial file lacks.</summary>
    private static RemoteVersion VersionOf(Uri source, HttpResponseMessage response, PartialFile part)
    {
        var headers = response.Content.Headers;
        var (tag, changed) = (response.Headers.ETag?.ToString(), headers.LastModified);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return new(source, tag, changed, headers.ContentLength);
            case HttpStatusCode.PartialContent when part.Version is { } before:
                if (headers.ContentRange is { } range && range.From == part.Length && IsSame(before, tag, changed, range.Length))
                    return before;
                break;
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                break;
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new Interruption($"the server answered {Describe(response)}") { RetryAfter = response.Headers.RetryAfter?.Delta };
            default:
                throw new DownloadException(
                    $"{source}: the server answered {Describe(response)}",
                    isMissing: response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden);
        }
        part.Restart(null);
        throw new Interruption("the file on the server is not the one that was begun");
    }

    /// <summary>Whether two answers are about the same content, by the best of what both tell.</summary>
    private static bool IsSame(RemoteVersion before, string? tag, DateTimeOffset? changed, long? bytes)
    {
        if (before.Bytes is { } expected && bytes is { } found && expected != found)
            return false;
        if (before.ETag is not null || tag is not null)
            return before.ETag == tag;
        return before.LastModified == changed;
    }

    private static string Describe(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    /// <summary>Waits for the server, but not for ever.</summary>
    private async Task<T> Heard<T>(Func<Task<T>> listen, CancellationTokenSource silence, CancellationToken stop)
    {
        silence.CancelAfter(policy.Silence);
        try
        {
            return await listen();
        }
        catch (OperationCanceledException error) when (!stop.IsCancellationRequested)
        {
            throw new Interruption(FormattableString.Invariant($"nothing came for {policy.Silence.TotalSeconds} seconds"), error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new Interruption($"the connection failed: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>An end that another try may get over.</summary>
    private sealed class Interruption(string message, Exception? cause = null) : Exception(message, cause)
    {
        public TimeSpan? RetryAfter { get; init; }
    }
}
