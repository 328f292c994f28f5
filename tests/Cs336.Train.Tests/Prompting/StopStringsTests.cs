using Cs336.Train.Prompting;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.Prompting;

public sealed class StopStringsTests
{
    [Property(Replay = "1,1", MaxTest = 500)]
    public void A_stream_in_any_pieces_ends_before_the_stop_string_that_is_complete_first(int seed)
    {
        var random = new Random(seed);
        string Word(int length) => new([.. Enumerable.Range(0, length).Select(_ => "ab"[random.Next(2)])]);
        var whole = Word(random.Next(12));
        string[] stops = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Word(random.Next(1, 5)))];
        var first = stops
            .Select(stop => (Stop: stop, At: whole.IndexOf(stop, StringComparison.Ordinal)))
            .Where(found => found.At >= 0)
            .OrderBy(found => found.At + found.Stop.Length).ThenBy(found => found.At)
            .Select(found => found.At).FirstOrDefault(-1);

        var (scanner, shown, rest) = (new StopStrings(stops), "", whole);
        while (rest.Length > 0 && scanner.Found is null)
        {
            var length = random.Next(1, rest.Length + 1);
            shown += scanner.Push(rest[..length]);
            rest = rest[length..];
        }
        shown += scanner.Flush();

        Assert.Equal(first >= 0, scanner.Found is not null);
        Assert.Equal(first >= 0 ? whole[..first] : whole, shown);
    }

    [Fact]
    public void Only_what_may_become_a_stop_string_is_held_back()
    {
        var scanner = new StopStrings(["\n\n", "END"]);
        Assert.Equal("abc", scanner.Push("abc\n"));
        Assert.Equal("\nE is no ", scanner.Push("E is no E"));
        Assert.Equal("EN", scanner.Push("N") + scanner.Push("x")[..2]);
        Assert.Equal("", scanner.Push("END"));
        Assert.Equal("END", scanner.Found);
    }
}
