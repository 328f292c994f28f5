using System.Text;
using Cs336.Tokenizer;
using Cs336.Train.Prompting;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.Prompting;

public sealed class TextStreamTests
{
    private static readonly BpeTokenizer Bytes = BpeTokenizer.Create(
        Enumerable.Range(0, 256).Select(value => KeyValuePair.Create(value, new ReadOnlyMemory<byte>([(byte)value]))), [], []);

    [Property(Replay = "1,1")]
    public void The_pieces_are_whole_characters_and_together_the_decoded_text(byte[] bytes)
    {
        int[] ids = [.. (bytes ?? []).Select(value => (int)value)];
        var stream = new TextStream(Bytes);
        string[] pieces = [.. ids.Select(stream.Push), stream.Flush()];

        Assert.Equal(Bytes.Decode(ids), string.Concat(pieces));
        Assert.All(pieces, piece => Assert.False(piece.Length > 0 && char.IsHighSurrogate(piece[^1])));
    }

    [Fact]
    public void The_bytes_of_a_character_wait_for_the_last_one()
    {
        var stream = new TextStream(Bytes);
        var pieces = Encoding.UTF8.GetBytes("né🦜").Select(value => stream.Push(value));
        Assert.Equal(["n", "", "é", "", "", "", "🦜"], pieces);
    }
}
