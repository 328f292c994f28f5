using System.Text;
using Cs336.Tokenizer;

namespace Cs336.Train.Prompting;

/// <summary>Ids to characters, as they come: the bytes of a character that is not complete yet are held back.</summary>
internal sealed class TextStream(BpeTokenizer tokenizer)
{
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    /// <summary>The characters that one more token completes.</summary>
    public string Push(int id) => tokenizer.TryGetToken(id, out var bytes)
        ? Decode(bytes.Span, isLast: false)
        : throw new InvalidDataException($"The model drew the id {id}, which is not in the tokenizer's vocabulary.");

    /// <summary>What is left at the end: U+FFFD for bytes that no more will complete.</summary>
    public string Flush() => Decode([], isLast: true);

    private string Decode(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var characters = new char[decoder.GetCharCount(bytes, isLast)];
        return new(characters, 0, decoder.GetChars(bytes, characters, isLast));
    }
}
