using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Cs336.Model.Data;

/// <summary>
/// Writes a <see cref="TokenFile"/> as ids come. The file appears under its name only when it is complete; until then, and if the
/// writer is disposed before <see cref="Complete"/>, nothing of that name is touched.
/// </summary>
public sealed class TokenFileWriter : IDisposable
{
    private readonly string path;
    private readonly string temporaryPath;
    private readonly FileStream file;
    private readonly byte[] buffer = new byte[1 << 18];
    private readonly int vocabSize;
    private readonly int bytesPerId;
    private int buffered;

    /// <summary>A writer of ids below <paramref name="vocabSize"/>.</summary>
    /// <param name="path">Where the file shall be.</param>
    /// <param name="vocabSize">Number of ids; up to 65,536 are written as <c>uint16</c>, more as <c>uint32</c>.</param>
    public TokenFileWriter(string path, int vocabSize)
    {
        (this.path, this.vocabSize) = (path, vocabSize);
        bytesPerId = vocabSize <= 1 << 16 ? 2 : 4;
        temporaryPath = $"{path}.{Guid.NewGuid():N}.tmp";
        file = new FileStream(temporaryPath, FileMode.CreateNew, FileAccess.Write);
        file.Write(NpyHeader.Write(bytesPerId, count: 0));
    }

    /// <summary>Ids written so far.</summary>
    public long Count { get; private set; }

    /// <summary>Appends one id.</summary>
    /// <param name="id">The id.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not below the size of the vocabulary.</exception>
    public void Write(int id)
    {
        if ((uint)id >= (uint)vocabSize)
            throw new ArgumentOutOfRangeException(nameof(id), id, $"Expected an id from 0 to {vocabSize - 1}.");
        if (buffered == buffer.Length)
            FlushBuffer();
        var place = buffer.AsSpan(buffered);
        if (bytesPerId == 2)
            BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)id);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(place, (uint)id);
        buffered += bytesPerId;
        Count++;
    }

    /// <summary>Appends ids.</summary>
    /// <param name="ids">The ids.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is negative or not below the size of the vocabulary; some before it may be written.</exception>
    public void Write(ReadOnlySpan<int> ids)
    {
        while (!ids.IsEmpty)
        {
            if (buffered == buffer.Length)
                FlushBuffer();
            var part = ids[..Math.Min(ids.Length, (buffer.Length - buffered) / bytesPerId)];
            RequireWithin(part);
            var place = buffer.AsSpan(buffered, part.Length * bytesPerId);
            if (bytesPerId == 2)
                WriteNarrow(part, place);
            else
                WriteWide(part, place);
            buffered += place.Length;
            Count += part.Length;
            ids = ids[part.Length..];
        }
    }

    /// <summary>Finishes the file and moves it to its place, over an older one of that name.</summary>
    public void Complete()
    {
        FlushBuffer();
        file.Position = 0;
        file.Write(NpyHeader.Write(bytesPerId, Count));
        file.Flush(flushToDisk: true);
        file.Dispose();
        File.Move(temporaryPath, path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        File.Delete(temporaryPath);
    }

    private void RequireWithin(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            if ((uint)id >= (uint)vocabSize)
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"Expected an id from 0 to {vocabSize - 1}.");
        }
    }

    private static void WriteNarrow(ReadOnlySpan<int> ids, Span<byte> place)
    {
        var narrow = MemoryMarshal.Cast<byte, ushort>(place);
        for (var i = 0; i < ids.Length; i++)
            narrow[i] = (ushort)ids[i];
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(narrow, narrow);
    }

    private static void WriteWide(ReadOnlySpan<int> ids, Span<byte> place)
    {
        var wide = MemoryMarshal.Cast<byte, int>(place);
        ids.CopyTo(wide);
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(wide, wide);
    }

    private void FlushBuffer()
    {
        file.Write(buffer, 0, buffered);
        buffered = 0;
    }
}
