using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cs336.Train.Tests.CourseData;

/// <summary>What a client asked for.</summary>
/// <param name="Number">How many requests came before.</param>
/// <param name="Path">The path, with its slash.</param>
/// <param name="From">The first byte of the range, or null.</param>
/// <param name="IfRange">The version that the range is meant for, or null.</param>
internal sealed record Request(int Number, string Path, long? From, string? IfRange);

/// <summary>What a server sends, with nothing made right.</summary>
/// <param name="Status">Code and reason.</param>
/// <param name="Headers">The lines of the header.</param>
/// <param name="Body">The body.</param>
internal sealed record Reply(string Status, IReadOnlyList<string> Headers, byte[] Body)
{
    /// <summary>Waits after the body, until the server is disposed.</summary>
    public bool Hangs { get; init; }

    public static Reply NotFound { get; } = new("404 Not Found", ["Content-Length: 0"], []);

    public static Reply Status500 { get; } = new("500 Internal Server Error", ["Content-Length: 0"], []);

    /// <summary>The whole content, whatever range was asked for.</summary>
    public static Reply Whole(byte[] content, params string[] headers) =>
        new("200 OK", [.. headers, $"Content-Length: {content.Length}"], content);

    /// <summary>What a good server sends (RFC 9110 §14).</summary>
    public static Reply Ranged(Request request, byte[] content, string? etag = null)
    {
        string[] version = etag is null ? [] : [$"ETag: {etag}"];
        if (request.From is not { } from || (request.IfRange is { } wanted && wanted != etag))
            return Whole(content, version);
        if (from >= content.Length)
            return new("416 Range Not Satisfiable", [.. version, $"Content-Range: bytes */{content.Length}", "Content-Length: 0"], []);
        var rest = content[(int)from..];
        return new(
            "206 Partial Content",
            [.. version, $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}", $"Content-Length: {rest.Length}"], rest);
    }

    /// <summary>The same, but the connection ends after so many bytes of the body.</summary>
    public Reply CutAfter(int bytes) => this with { Body = Body[..Math.Min(bytes, Body.Length)] };
}

/// <summary>An HTTP server on this machine that sends what it is told to, byte by byte.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource disposed = new();
    private readonly Func<Request, Reply> answer;
    private readonly ConcurrentQueue<Request> requests = new();
    private readonly SemaphoreSlim answered = new(0);

    public LoopbackServer(Func<Request, Reply> answer)
    {
        this.answer = answer;
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = Accept();
    }

    public Uri Address { get; }

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<Request> Requests => [.. requests];

    /// <summary>Returns when another body has been sent.</summary>
    public void WaitForAnswer() => answered.Wait(TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        disposed.Cancel();
        listener.Stop();
    }

    private async Task Accept()
    {
        while (!disposed.IsCancellationRequested)
        {
            try
            {
                _ = Serve(await listener.AcceptTcpClientAsync(disposed.Token));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var path = (await reader.ReadLineAsync())?.Split(' ')[1] ?? "";
            var (from, ifRange) = ((long?)null, (string?)null);
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                    from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
                if (line.StartsWith("If-Range: ", StringComparison.OrdinalIgnoreCase))
                    ifRange = line["If-Range: ".Length..];
            }
            var request = new Request(requests.Count, path, from, ifRange);
            requests.Enqueue(request);
            var reply = answer(request);
            var head = $"HTTP/1.1 {reply.Status}\r\n{string.Concat(reply.Headers.Select(header => header + "\r\n"))}Connection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            await stream.WriteAsync(reply.Body);
            answered.Release();
            if (reply.Hangs)
                await Task.Delay(Timeout.Infinite, disposed.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
