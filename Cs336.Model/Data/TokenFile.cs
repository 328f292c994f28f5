using System.IO.MemoryMappedFiles;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Cs336.Model.Data;

/// <summary>
/// A file of token ids, mapped into memory: NumPy <c>.npy</c> of one dimension, <c>uint16</c> or <c>uint32</c>, or the same without a
/// header, <c>.bin</c>. Files far larger than memory are fine; only the pages that are read are ever loaded.
/// </summary>
public sealed class TokenFile : TokenSequence, IDisposable
{
    private readonly MemoryMappedFile? map;
    private readonly MemoryMappedViewAccessor? view;
    private readonly SafeFileHandle file;
    private readonly NpyHeader header;

    private TokenFile(string path, SafeFileHandle file, NpyHeader header)
    {
        (Path, this.file, this.header) = (path, file, header);
        // An empty part of a file cannot be mapped, and need not be.
        if (header.Count == 0)
            return;
        map = MemoryMappedFile.CreateFromFile(
            file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = map.CreateViewAccessor(header.Length, header.Count * header.BytesPerId, MemoryMappedFileAccess.Read);
    }

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override long Count => header.Count;

    /// <summary>The width of an id in the file: 2 or 4 bytes.</summary>
    public int BytesPerId => header.BytesPerId;

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>Opens a file of token ids.</summary>
    /// <param name="path">The <c>.npy</c> file, or one of another name that ends in <c>.bin</c>.</param>
    /// <param name="rawBytesPerId">The width of an id in a <c>.bin</c> file, little-endian: 2 or 4.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It is a directory.</exception>
    /// <exception cref="InvalidDataException">It is empty, truncated, or no such NumPy file.</exception>
    public static TokenFile Open(string path, int rawBytesPerId = 2)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: expected a file of token ids in NumPy form; found a directory.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; expected token ids in NumPy form.", path);
        var handle = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return new(path, handle, ReadHeader(path, rawBytesPerId));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static NpyHeader ReadHeader(string path, int rawBytesPerId)
    {
        using var file = File.OpenRead(path);
        if (file.Length == 0)
            throw new InvalidDataException($"{path}: the file is empty; expected token ids.");
        if (path.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
        {
            return file.Length % rawBytesPerId == 0
                ? new(rawBytesPerId, file.Length / rawBytesPerId, Length: 0)
                : throw new InvalidDataException($"{path}: expected ids of {rawBytesPerId} bytes each; the file has {file.Length} bytes.");
        }
        var header = NpyHeader.Read(file, path);
        var expected = header.Length + (Int128)header.Count * header.BytesPerId;
        return file.Length == expected
            ? header
            : throw new InvalidDataException(
                $"{path}: the header promises {header.Count} ids in {expected} bytes; the file has {file.Length} bytes.");
    }

    /// <inheritdoc/>
    public override void CopyTo(long start, Span<long> destination)
    {
        RequireRange(start, destination.Length);
        if (destination.IsEmpty)
            return;
        RequireWhole();
        if (header.BytesPerId == 2)
            Widen(Read<ushort>(start, destination.Length), destination);
        else
            Widen(Read<uint>(start, destination.Length), destination);
    }

    /// <summary>Reading a page that the file no longer has would end the process.</summary>
    private void RequireWhole()
    {
        var expected = header.Length + header.Count * header.BytesPerId;
        if (RandomAccess.GetLength(file) is var found && found < expected)
            throw new InvalidDataException($"{Path}: the file was cut short while it was read: expected {expected} bytes, found {found}.");
    }

    private T[] Read<T>(long start, int count)
        where T : unmanaged
    {
        var ids = new T[count];
        view!.ReadArray(start * header.BytesPerId, ids, 0, count);
        return ids;
    }

    private static void Widen<T>(T[] ids, Span<long> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < ids.Length; i++)
            destination[i] = long.CreateTruncating(ids[i]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view?.Dispose();
        map?.Dispose();
        file.Dispose();
    }
}
