using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cs336.Model.Data;

/// <summary>The header of a one-dimensional NumPy file of unsigned integers (NumPy format, version 1.0).</summary>
/// <param name="BytesPerId">2 for <c>uint16</c>, 4 for <c>uint32</c>.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="Length">Length of the header itself, in bytes; the elements follow it.</param>
internal sealed partial record NpyHeader(int BytesPerId, long Count, int Length)
{
    /// <summary>The length of every header written here: a multiple of 64, with room for any count.</summary>
    public const int WrittenLength = 128;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The header as bytes.</summary>
    public static byte[] Write(int bytesPerId, long count)
    {
        var dictionary = string.Create(
            CultureInfo.InvariantCulture, $"{{'descr': '<u{bytesPerId}', 'fortran_order': False, 'shape': ({count},), }}");
        var bytes = new byte[WrittenLength];
        bytes.AsSpan().Fill((byte)' ');
        Magic.CopyTo(bytes);
        (bytes[6], bytes[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), WrittenLength - 10);
        Encoding.ASCII.GetBytes(dictionary).CopyTo(bytes, 10);
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    /// <summary>Reads the header at the start of <paramref name="file"/>.</summary>
    /// <exception cref="InvalidDataException">It is no such header; the message says what was found instead.</exception>
    public static NpyHeader Read(Stream file, string path)
    {
        var start = ReadUpTo(file, 10);
        if (start.Length < 10 || !start.AsSpan(0, 6).SequenceEqual(Magic))
            throw new InvalidDataException($"{path}: expected a NumPy file of token ids; its first bytes are not NumPy's.");
        if (start[6] != 1)
            throw new InvalidDataException($"{path}: expected NumPy format version 1; found version {start[6]}.");
        var length = BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8));
        var dictionary = Encoding.ASCII.GetString(ReadUpTo(file, length));
        if (dictionary.Length < length)
            throw new InvalidDataException($"{path}: the file ends inside its NumPy header.");
        var match = Dictionary().Match(dictionary);
        if (!match.Success || !long.TryParse(match.Groups["count"].Value, CultureInfo.InvariantCulture, out var count))
        {
            throw new InvalidDataException(
                $"{path}: expected one dimension of little-endian uint16 or uint32; the NumPy header says {dictionary.Trim()}.");
        }
        return new(match.Groups["width"].Value == "2" ? 2 : 4, count, 10 + length);
    }

    private static byte[] ReadUpTo(Stream file, int length)
    {
        var bytes = new byte[length];
        return bytes[..file.ReadAtLeast(bytes, length, throwOnEndOfStream: false)];
    }

    [GeneratedRegex("""^\{'descr': '<u(?<width>[24])', 'fortran_order': (True|False), 'shape': \((?<count>\d+),\),? *\}\s*$""")]
    private static partial Regex Dictionary();
}
