using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using static TorchSharp.torch;

namespace Cs336.Model.State;

/// <summary>One tensor's place in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Start">Where its bytes start, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
internal sealed record SafetensorsEntry(string Name, ScalarType Type, long[] Shape, long Start, long End);

/// <summary>
/// The header of a safetensors file: eight bytes of length, then JSON
/// (https://github.com/huggingface/safetensors, "Format").
/// </summary>
internal static class SafetensorsHeader
{
    private const string Metadata = "__metadata__";
    private const long LargestLength = 100_000_000; // the format's own limit

    private static readonly (string Name, ScalarType Type, int Bytes)[] Types =
    [
        ("F32", ScalarType.Float32, 4), ("F64", ScalarType.Float64, 8), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>The header of the tensors in their order, padded so that their bytes start at a multiple of eight.</summary>
    public static byte[] Write(IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(new byte[8]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WritePropertyName(Metadata);
                JsonSerializer.Serialize(json, metadata);
            }
            long end = 0;
            foreach (var (name, tensor) in tensors)
            {
                var type = Array.Find(Types, type => type.Type == tensor.dtype);
                if (type.Name is null)
                    throw new ArgumentException($"{name}: safetensors has no type for {tensor.dtype}.");
                var start = end;
                end += tensor.numel() * type.Bytes;
                json.WriteStartObject(name);
                json.WriteString("dtype", type.Name);
                json.WritePropertyName("shape");
                JsonSerializer.Serialize(json, tensor.shape);
                json.WritePropertyName("data_offsets");
                JsonSerializer.Serialize(json, (long[])[start, end]);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        var bytes = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - 8);
        return bytes;
    }

    /// <summary>Reads a header, leaving the stream where the tensors' bytes start.</summary>
    /// <exception cref="InvalidDataException">It is malformed or incomplete.</exception>
    public static (IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata) Read(Stream stream, string source)
    {
        var prefix = new byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new InvalidDataException($"{source}: expected a safetensors file; it ends inside the first 8 bytes.");
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length is < 2 or > LargestLength)
            throw new InvalidDataException($"{source}: expected a safetensors file; found a header length of {length} bytes.");
        var header = new byte[length];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            throw new InvalidDataException($"{source}: the file ends inside its header of {length} bytes.");
        try
        {
            return Parse(header, source);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{source}: the safetensors header is malformed: {error.Message}", error);
        }
    }

    private static (IReadOnlyList<SafetensorsEntry>, IReadOnlyDictionary<string, string>) Parse(byte[] header, string source)
    {
        using var json = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>();
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (property.Name == Metadata)
            {
                foreach (var pair in property.Value.EnumerateObject())
                    metadata[pair.Name] = pair.Value.GetString() ?? "";
            }
            else
            {
                entries.Add(ParseEntry(property, source));
            }
        }
        // A tensor without elements ends where it starts, which is where the next one starts too.
        entries.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
        long end = 0;
        foreach (var entry in entries)
        {
            if (entry.Start != end)
                throw new InvalidDataException(
                    $"{source}: {entry.Name} should start at byte {end} of the data; the header says {entry.Start}.");
            end = entry.End;
        }
        return (entries, metadata);
    }

    private static SafetensorsEntry ParseEntry(JsonProperty property, string source)
    {
        var typeName = property.Value.GetProperty("dtype").GetString();
        var type = Array.Find(Types, type => type.Name == typeName);
        if (type.Name is null)
            throw new InvalidDataException($"{source}: {property.Name} has the type {typeName}, which is not known here.");
        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (shape.Any(size => size < 0))
            throw new InvalidDataException($"{source}: {property.Name} has a negative size in its shape.");
        var bytes = shape.Aggregate((BigInteger)type.Bytes, (product, size) => product * size);
        if (offsets.Length != 2 || (BigInteger)offsets[1] - offsets[0] != bytes)
            throw new InvalidDataException($"{source}: {property.Name} takes {bytes} bytes by its shape; its offsets do not fit.");
        return new(property.Name, type.Type, shape, offsets[0], offsets[1]);
    }
}
