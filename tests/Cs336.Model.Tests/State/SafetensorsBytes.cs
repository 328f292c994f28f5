using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Cs336.Model.State;

namespace Cs336.Model.Tests.State;

/// <summary>Safetensors files made by hand.</summary>
internal static class SafetensorsBytes
{
    public static byte[] Of(string header, params byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Encoding.UTF8.GetByteCount(header));
        return [.. length, .. Encoding.UTF8.GetBytes(header), .. data];
    }

    public static NamedTensors Read(string header, params byte[] data) => Read(Of(header, data));

    public static NamedTensors Read(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return Safetensors.Read(stream, "here");
    }

    /// <summary>Reads from a stream that knows neither its length nor its position.</summary>
    public static NamedTensors ReadUnseekable(byte[] file)
    {
        using var compressed = new MemoryStream();
        using (var packing = new DeflateStream(compressed, CompressionMode.Compress, leaveOpen: true))
            packing.Write(file);
        compressed.Position = 0;
        using var unpacking = new DeflateStream(compressed, CompressionMode.Decompress);
        return Safetensors.Read(unpacking, "here");
    }
}
