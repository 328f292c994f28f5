namespace Cs336.Train.Files;

/// <summary>A stream whose first bytes were looked at and are read again.</summary>
/// <param name="beginning">The bytes that were taken.</param>
/// <param name="rest">Where the others come from; closed with this stream.</param>
internal sealed class PeekedStream(ReadOnlyMemory<byte> beginning, Stream rest) : ReadingStream
{
    private ReadOnlyMemory<byte> beginning = beginning;

    public override int Read(Span<byte> buffer)
    {
        if (beginning.IsEmpty)
            return rest.Read(buffer);
        var count = Math.Min(buffer.Length, beginning.Length);
        beginning.Span[..count].CopyTo(buffer);
        beginning = beginning[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }
}
