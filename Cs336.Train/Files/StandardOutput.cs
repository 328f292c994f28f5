namespace Cs336.Train.Files;

/// <summary>Standard output as bytes, whose errors say that it is what cannot be written.</summary>
internal sealed class StandardOutput : Stream
{
    private readonly Stream output;

    private StandardOutput(Stream output) => this.output = output;

    public static Stream Open() => new StandardOutput(Console.OpenStandardOutput());

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            output.Write(buffer);
        }
        catch (IOException error)
        {
            throw new IOException($"standard output: {error.Message}", error);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            output.Dispose();
        base.Dispose(disposing);
    }
}
