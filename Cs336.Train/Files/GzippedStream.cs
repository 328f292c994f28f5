using System.IO.Compression;

namespace Cs336.Train.Files;

/// <summary>
/// Decompresses gzip, of one member or of several, and tells a stream that was cut off from one that ends. .NET's own
/// <see cref="GZipStream"/> takes both for the end. So a member of our own is appended, which is what comes last if, and only if,
/// everything before it was whole.
/// </summary>
internal sealed class GzippedStream : ReadingStream
{
    private static readonly byte[] Mark = [.. "cs336: nothing is missing before this"u8];

    private readonly GZipStream text;

    /// <summary>Decompressed bytes that may be the mark: they are given out when others follow.</summary>
    private readonly byte[] held = new byte[1 << 16];

    private int from;
    private int until;
    private bool isAtEnd;

    /// <summary>A stream over what is compressed; it is closed with this one.</summary>
    public GzippedStream(Stream compressed) => text = new GZipStream(new ConcatenatedStream(compressed, Compress(Mark)), CompressionMode.Decompress);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data are damaged, cut off, or followed by something else.</exception>
    public override int Read(Span<byte> buffer)
    {
        Fill();
        var count = Math.Min(buffer.Length, until - from - Mark.Length);
        if (count <= 0)
            return 0;
        held.AsSpan(from, count).CopyTo(buffer);
        from += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Reads on until something other than the mark is held, or the end is reached.</summary>
    private void Fill()
    {
        while (!isAtEnd && until - from <= Mark.Length)
        {
            held.AsSpan(from, until - from).CopyTo(held);
            (from, until) = (0, until - from);
            var read = text.Read(held.AsSpan(until));
            until += read;
            isAtEnd = read == 0;
        }
        if (isAtEnd && !held.AsSpan(from, until - from).EndsWith(Mark))
            throw new InvalidDataException("The gzipped data end too early.");
    }

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var writer = new GZipStream(compressed, CompressionLevel.Fastest))
            writer.Write(content);
        return compressed.ToArray();
    }

    /// <summary>A stream and a few bytes after it.</summary>
    private sealed class ConcatenatedStream(Stream first, byte[] then) : ReadingStream
    {
        private readonly MemoryStream second = new(then);

        public override int Read(Span<byte> buffer) => first.Read(buffer) is > 0 and var count ? count : second.Read(buffer);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                first.Dispose();
            base.Dispose(disposing);
        }
    }
}
