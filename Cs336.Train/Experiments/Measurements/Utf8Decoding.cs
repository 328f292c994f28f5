using System.Buffers;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>What the decoder that takes one byte at a time makes of a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Utf8">Its bytes, in hexadecimal.</param>
/// <param name="Error">What a decoder says that refuses ill-formed bytes, as Python's does; null: it refuses none.</param>
/// <param name="Replaced">What a decoder gives that puts U+FFFD where bytes are ill-formed.</param>
/// <param name="IsRight">Whether that is the text.</param>
internal sealed record ByteWiseDecoding(string Text, string Utf8, string? Error, string Replaced, bool IsRight)
{
    /// <summary>Decodes a text's bytes one by one.</summary>
    public static ByteWiseDecoding Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var replaced = Decode(bytes, Encoding.UTF8);
        return new(text, ShownText.Hex(bytes), Utf8Decoding.ErrorOf(() => Decode(bytes, Utf8Decoding.Strict)), replaced, replaced == text);
    }

    /// <summary>The assignment's wrong decoder: every byte is decoded as if it were a text of its own.</summary>
    public static string Decode(byte[] utf8, Encoding encoding) => string.Concat(utf8.Select(value => encoding.GetString([value])));
}

/// <summary>A sequence that is no text in UTF-8.</summary>
/// <param name="Bytes">In hexadecimal.</param>
/// <param name="Error">What a decoder says that refuses it.</param>
/// <param name="Replaced">What a decoder gives that replaces what is ill-formed.</param>
/// <param name="IsBeginning">Whether more bytes could make it a text: a longer character begins in it.</param>
internal sealed record IllFormedSequence(string Bytes, string? Error, string Replaced, bool IsBeginning)
{
    /// <summary>Decodes a sequence.</summary>
    public static IllFormedSequence Of(byte[] bytes) => new(
        ShownText.Hex(bytes),
        Utf8Decoding.ErrorOf(() => Utf8Decoding.Strict.GetString(bytes)),
        Encoding.UTF8.GetString(bytes),
        TwoByteSequences.IsBeginning(bytes));
}

/// <summary>The sequences of two bytes, by what they are in UTF-8.</summary>
/// <param name="TwoCharacters">Those that are two characters of one byte each.</param>
/// <param name="OneCharacter">Those that are one character.</param>
/// <param name="Beginnings">Ill-formed ones that more bytes could complete.</param>
/// <param name="Hopeless">Ill-formed ones that no text in UTF-8 begins with.</param>
internal sealed record TwoByteSequences(int TwoCharacters, int OneCharacter, int Beginnings, int Hopeless)
{
    /// <summary>All there are.</summary>
    [JsonIgnore]
    public int All => TwoCharacters + OneCharacter + IllFormed;

    /// <summary>Those that decode to no characters.</summary>
    [JsonIgnore]
    public int IllFormed => Beginnings + Hopeless;

    /// <summary>Tries every one of them.</summary>
    public static TwoByteSequences Count()
    {
        var counts = new TwoByteSequences(0, 0, 0, 0);
        for (var value = 0; value <= ushort.MaxValue; value++)
        {
            byte[] bytes = [(byte)(value >> 8), (byte)value];
            counts = Utf8.IsValid(bytes)
                ? Encoding.UTF8.GetCharCount(bytes) == 1
                    ? counts with { OneCharacter = counts.OneCharacter + 1 }
                    : counts with { TwoCharacters = counts.TwoCharacters + 1 }
                : IsBeginning(bytes)
                    ? counts with { Beginnings = counts.Beginnings + 1 }
                    : counts with { Hopeless = counts.Hopeless + 1 };
        }
        return counts;
    }

    /// <summary>Whether bytes that are no text could become one if more followed.</summary>
    public static bool IsBeginning(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out _, out var used);
            if (status != OperationStatus.Done)
                return status == OperationStatus.NeedMoreData;
            bytes = bytes[used..];
        }
        return false;
    }
}

/// <summary>Where decoding UTF-8 goes wrong.</summary>
/// <param name="ByteByByte">Texts, decoded one byte at a time.</param>
/// <param name="IllFormed">Sequences of two bytes that are no text, one of each kind.</param>
/// <param name="Sequences">How many sequences of two bytes are of which kind.</param>
internal sealed record Utf8Decoding(
    IReadOnlyList<ByteWiseDecoding> ByteByByte, IReadOnlyList<IllFormedSequence> IllFormed, TwoByteSequences Sequences)
{
    /// <summary>Decodes and counts.</summary>
    public static Utf8Decoding Observe() => new(
        [.. new[] { "hello", "naïve", "Grüße", "牛", "hello 🌍" }.Select(ByteWiseDecoding.Of)],
        [
            // An overlong NUL, two continuations, a byte that UTF-8 never has, a character's first two bytes of three.
            .. new byte[][] { [0xC0, 0x80], [0x80, 0x80], [0xFF, 0x41], [0xE7, 0x89] }.Select(IllFormedSequence.Of),
        ],
        TwoByteSequences.Count());

    /// <summary>Refuses what is ill-formed, as Python's <c>bytes.decode</c> does.</summary>
    internal static Encoding Strict { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What a decoder says; null: nothing, since it succeeds.</summary>
    internal static string? ErrorOf(Func<string> decode)
    {
        try
        {
            decode();
            return null;
        }
        catch (DecoderFallbackException error)
        {
            return error.Message;
        }
    }
}
