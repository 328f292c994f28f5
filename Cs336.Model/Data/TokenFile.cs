using System.IO.MemoryMappedFiles;
using System.Numerics;

namespace Cs336.Model.Data;

/// <summary>
/// A file of token ids, mapped into memory: NumPy <c>.npy</c> of one dimension, <c>uint16</c> or <c>uint32</c>. Files far larger
/// than memory are fine; only the pages that are read are ever loaded.
/// </summary>
public sealed class TokenFile : TokenSequence, IDisposable
{
    private readonly MemoryMappedFile? map;
    private readonly MemoryMappedViewAccessor? view;
    private readonly NpyHeader header;

    private TokenFile(string path, NpyHeader header)
    {
        (Path, this.header) = (path, header);
        // An empty part of a file cannot be mapped, and need not be.
        if (header.Count == 0)
            return;
        map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        view = map.CreateViewAccessor(header.Length, header.Count * header.BytesPerId, MemoryMappedFileAccess.Read);
    }

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override long Count => header.Count;

    /// <summary>Opens a file of token ids.</summary>
    /// <param name="path">The <c>.npy</c> file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It is a directory.</exception>
    /// <exception cref="InvalidDataException">It is empty, truncated, or no such NumPy file.</exception>
    public static TokenFile Open(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: expected a file of token ids in NumPy form; found a directory.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; expected token ids in NumPy form.", path);
        NpyHeader header;
        using (var file = File.OpenRead(path))
        {
            if (file.Length == 0)
                throw new InvalidDataException($"{path}: the file is empty; expected token ids in NumPy form.");
            header = NpyHeader.Read(file, path);
            var expected = header.Length + (Int128)header.Count * header.BytesPerId;
            if (file.Length != expected)
            {
                throw new InvalidDataException(
                    $"{path}: the header promises {header.Count} ids in {expected} bytes; the file has {file.Length} bytes.");
            }
        }
        return new(path, header);
    }

    /// <inheritdoc/>
    public override void CopyTo(long start, Span<long> destination)
    {
        RequireRange(start, destination.Length);
        if (destination.IsEmpty)
            return;
        if (header.BytesPerId == 2)
            Widen(Read<ushort>(start, destination.Length), destination);
        else
            Widen(Read<uint>(start, destination.Length), destination);
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
    }
}
