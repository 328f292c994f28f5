using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Cs336.Model.State;
using Microsoft.Win32.SafeHandles;

namespace Cs336.Model.Data;

/// <summary>
/// Writes a <see cref="TokenFile"/> as ids come, in order or, from any number of threads, at their places. The file appears under its
/// name only when it is complete; until then, and if the writer is disposed before <see cref="Complete"/>, nothing of that name is touched.
/// </summary>
public sealed class TokenFileWriter : IDisposable
{
    /// <summary>Ids that are made ready for the disk at once.</summary>
    private const int AtOnce = 1 << 16;

    private readonly string path;
    private readonly string temporaryPath;
    private readonly SafeFileHandle file;
    private readonly int[] waiting = new int[AtOnce];
    private readonly int vocabSize;
    private readonly int bytesPerId;
    private int waitingCount;
    private long written;
    private long end;

    /// <summary>A writer of ids below <paramref name="vocabSize"/>.</summary>
    /// <param name="path">Where the file shall be.</param>
    /// <param name="vocabSize">Number of ids; up to 65,536 are written as <c>uint16</c>, more as <c>uint32</c>.</param>
    public TokenFileWriter(string path, int vocabSize)
    {
        (this.path, this.vocabSize) = (path, vocabSize);
        bytesPerId = vocabSize <= 1 << 16 ? 2 : 4;
        temporaryPath = $"{path}.{Guid.NewGuid():N}.tmp";
        file = Disk.CreateForPlaces(temporaryPath);
    }

    /// <summary>Ids from the first to the last that was written.</summary>
    public long Count => Math.Max(Interlocked.Read(ref end), written + waitingCount);

    /// <summary>Appends one id.</summary>
    /// <param name="id">The id.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not below the size of the vocabulary.</exception>
    public void Write(int id) => Write([id]);

    /// <summary>Appends ids.</summary>
    /// <param name="ids">The ids.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is negative or not below the size of the vocabulary; none of them is written.</exception>
    public void Write(ReadOnlySpan<int> ids)
    {
        RequireWithin(ids);
        while (!ids.IsEmpty)
        {
            if (waitingCount == waiting.Length)
                Flush();
            var part = ids[..Math.Min(ids.Length, waiting.Length - waitingCount)];
            part.CopyTo(waiting.AsSpan(waitingCount));
            waitingCount += part.Length;
            ids = ids[part.Length..];
        }
    }

    /// <summary>Writes ids at their place, whatever else is or will be written; several threads may do so at once.</summary>
    /// <param name="start">How many ids come before them in the file.</param>
    /// <param name="ids">The ids.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is negative or not below the size of the vocabulary; none of them is written.</exception>
    public void WriteAt(long start, ReadOnlySpan<int> ids)
    {
        RequireWithin(ids);
        var bytes = ArrayPool<byte>.Shared.Rent(AtOnce * bytesPerId);
        for (var done = 0; done < ids.Length; done += AtOnce)
        {
            var part = ids[done..Math.Min(ids.Length, done + AtOnce)];
            var place = bytes.AsSpan(0, part.Length * bytesPerId);
            if (bytesPerId == 2)
                WriteNarrow(part, place);
            else
                WriteWide(part, place);
            Disk.WriteAt(file, temporaryPath, place, NpyHeader.WrittenLength + (start + done) * bytesPerId);
        }
        ArrayPool<byte>.Shared.Return(bytes);
        Interlocked.Add(ref written, ids.Length);
        Raise(start + ids.Length);
    }

    /// <summary>Finishes the file and moves it to its place, over an older one of that name.</summary>
    /// <exception cref="InvalidOperationException">Some ids before the last one were never written.</exception>
    public void Complete()
    {
        Flush();
        if (written != end)
            throw new InvalidOperationException($"Expected every id up to the last to be written once; found {written} of {end}.");
        Disk.WriteAt(file, temporaryPath, NpyHeader.Write(bytesPerId, end), 0);
        Disk.Flush(file, temporaryPath);
        file.Dispose();
        Disk.MoveFile(temporaryPath, path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        Disk.DeleteFile(temporaryPath);
    }

    private void Flush()
    {
        var count = waitingCount;
        waitingCount = 0;
        WriteAt(end, waiting.AsSpan(0, count));
    }

    private void Raise(long reached)
    {
        var known = Interlocked.Read(ref end);
        while (known < reached)
            known = Interlocked.CompareExchange(ref end, reached, known) is var found && found == known ? reached : found;
    }

    /// <summary>Every id of a corpus comes through here: a whole vector of them is compared at once.</summary>
    private void RequireWithin(ReadOnlySpan<int> ids)
    {
        var vectors = MemoryMarshal.Cast<int, Vector<uint>>(ids);
        var greatest = Vector<uint>.Zero;
        foreach (var vector in vectors)
            greatest = Vector.Max(greatest, vector);
        if (Vector.GreaterThanOrEqualAny(greatest, new Vector<uint>((uint)vocabSize)))
            RequireEachWithin(ids);
        RequireEachWithin(ids[(vectors.Length * Vector<uint>.Count)..]);
    }

    private void RequireEachWithin(ReadOnlySpan<int> ids)
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
        var vectors = MemoryMarshal.Cast<int, Vector<uint>>(ids);
        var narrowed = MemoryMarshal.Cast<ushort, Vector<ushort>>(narrow);
        for (var i = 0; i < narrowed.Length; i++)
            narrowed[i] = Vector.Narrow(vectors[2 * i], vectors[2 * i + 1]);
        for (var i = narrowed.Length * Vector<ushort>.Count; i < ids.Length; i++)
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
}
