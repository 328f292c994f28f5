using System.Runtime.InteropServices;
using System.Text;

namespace LoadACheckpoint;

/// <summary>Token ids in NumPy's format: a short header, then little-endian uint16 or uint32.</summary>
internal static class TokenFile
{
    public static long[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var start = 10 + BitConverter.ToUInt16(bytes, 8);
        var header = Encoding.ASCII.GetString(bytes, 0, start);
        var ids = bytes.AsSpan(start);
        return header.Contains("'<u2'", StringComparison.Ordinal)
            ? [.. MemoryMarshal.Cast<byte, ushort>(ids).ToArray().Select(id => (long)id)]
            : [.. MemoryMarshal.Cast<byte, uint>(ids).ToArray().Select(id => (long)id)];
    }
}
