using System.Collections.ObjectModel;
using static TorchSharp.torch;

namespace Cs336.Model.State;

/// <summary>Named tensors in a file that PyTorch, Hugging Face and most other tools read and write.</summary>
public static class Safetensors
{
    private const int PieceLength = 1 << 26; // elements; a span holds at most 2³¹ − 1 bytes

    /// <summary>Writes tensors of any device, in the order given.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Further texts for the header, or null.</param>
    /// <exception cref="ArgumentException">A tensor's type has no counterpart in the format.</exception>
    public static void Write(
        Stream stream, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        stream.Write(SafetensorsHeader.Write(tensors, metadata ?? ReadOnlyDictionary<string, string>.Empty));
        using var noGradient = no_grad();
        foreach (var (_, tensor) in tensors)
        {
            using var scope = NewDisposeScope();
            foreach (var piece in Pieces(tensor.to(CPU).contiguous()))
                stream.Write(piece.bytes);
        }
    }

    /// <summary>Reads a whole file onto the CPU.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is malformed, or shorter or longer than its header says.</exception>
    public static NamedTensors Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; expected tensors in safetensors form.", path);
        using var file = File.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>Reads a whole stream onto the CPU.</summary>
    /// <param name="stream">The stream, read to its end.</param>
    /// <param name="source">What error messages call it.</param>
    /// <exception cref="InvalidDataException">It is malformed, or shorter or longer than its header says.</exception>
    public static NamedTensors Read(Stream stream, string source)
    {
        var (entries, metadata) = SafetensorsHeader.Read(stream, source);
        // Before memory is asked for: a damaged header may promise more than there is in the world.
        var promised = entries.Count == 0 ? 0 : entries[^1].End;
        if (stream.CanSeek && stream.Length - stream.Position is var found && found != promised)
            throw new InvalidDataException($"{source}: the header promises {promised} bytes of tensors; the file has {found}.");
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        foreach (var entry in entries)
        {
            var tensor = empty(entry.Shape, entry.Type);
            foreach (var piece in Pieces(tensor))
            {
                var bytes = piece.bytes;
                var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                if (read < bytes.Length)
                    throw new InvalidDataException($"{source}: the file ends inside {entry.Name}, {bytes.Length - read} bytes early.");
            }
            tensors.Add(entry.Name, tensor);
        }
        if (stream.ReadByte() >= 0)
            throw new InvalidDataException($"{source}: more bytes follow after the last tensor that the header names.");
        foreach (var tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        return new(tensors, metadata);
    }

    private static IEnumerable<Tensor> Pieces(Tensor tensor)
    {
        var flat = tensor.view(-1);
        for (long start = 0; start < flat.shape[0]; start += PieceLength)
            yield return flat.narrow(0, start, Math.Min(PieceLength, flat.shape[0] - start));
    }
}
