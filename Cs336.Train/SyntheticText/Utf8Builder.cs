using System.Globalization;
using System.Text;

namespace Cs336.Train.SyntheticText;

/// <summary>A growing text in UTF-8.</summary>
internal sealed class Utf8Builder(int capacity)
{
    private byte[] bytes = new byte[capacity];

    /// <summary>Its length in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The text; valid until something is appended.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        Length += utf8.Length;
    }

    public void Append(string text) => Length += Encoding.UTF8.GetBytes(text, Room(3 * text.Length));

    public void Append(long number)
    {
        number.TryFormat(Room(20), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>Appends the lowest <paramref name="digits"/> hexadecimal digits of a number.</summary>
    public void AppendHex(ulong number, int digits)
    {
        var room = Room(digits);
        for (var i = 0; i < digits; i++)
            room[i] = "0123456789abcdef"u8[(int)(number >> (4 * (digits - 1 - i))) & 15];
        Length += digits;
    }

    /// <summary>Makes the ASCII letter at <paramref name="index"/>, where there is a small one, a capital.</summary>
    public void Capitalise(int index)
    {
        if (index < Length && bytes[index] is >= (byte)'a' and <= (byte)'z')
            bytes[index] -= 'a' - 'A';
    }

    private Span<byte> Room(int count)
    {
        if (Length + count > bytes.Length)
            Array.Resize(ref bytes, Math.Max(2 * bytes.Length, Length + count));
        return bytes.AsSpan(Length);
    }
}
