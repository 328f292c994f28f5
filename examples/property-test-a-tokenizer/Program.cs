using Cs336.Tokenizer.Testing;
using FsCheck;
using Microsoft.FSharp.Core;
using PropertyTestATokenizer;

// The tests that everybody writes. Both forms pass them.
var broken = new TinyTokenizer(keepsSplitCharacters: false);
foreach (var text in new[] { "", "hello", "the hello", "über 🙂" })
{
    Expect(broken.Decode(broken.Encode(text)) == text, "a round trip");
    Expect(broken.EncodeChunks(text.Split('x')).SequenceEqual(broken.Encode(text)), "a stream");
}
Console.WriteLine("Hand-written examples: passed.");

// The properties of Cs336.Tokenizer.FSharp.Testing, on texts that nobody would think of.
Holds("Round trip", TokenizerProperties.RoundTrip(broken.Encode, broken.Decode));
Holds("Ids in range", TokenizerProperties.IdsInRange(broken.Encode, TinyTokenizer.VocabularySize));
var failure = Failure(TokenizerProperties.StreamingEqualsWhole(broken.Encode, broken.EncodeChunks));
Expect(failure is not null, "the planted bug to be found");
Console.WriteLine($"Streaming equals the whole: a counterexample was found.\n{failure}");

// What it shows is a single character beyond the basic plane, cut between its two UTF-16 units. Holding the first of them back mends it.
var mended = new TinyTokenizer(keepsSplitCharacters: true);
Holds("Round trip, mended", TokenizerProperties.RoundTrip(mended.Encode, mended.Decode));
Holds("Streaming equals the whole, mended", TokenizerProperties.StreamingEqualsWhole(mended.Encode, mended.EncodeChunks));

static void Holds(string name, Property property)
{
    var failure = Failure(property);
    Expect(failure is null, $"{name} to hold, {failure}");
    Console.WriteLine($"{name}: 300 texts, passed.");
}

// In a test project: [Property] public Property Round_trip() => TokenizerProperties.RoundTrip(…);
static string? Failure(Property property)
{
    try
    {
        // A fixed seed, so that this example says the same every time.
        var seed = FSharpOption<Replay>.Some(new Replay(new Rnd(336, 1), null));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(seed).WithQuietOnSuccess(true), property);
        return null;
    }
    catch (Exception error)
    {
        return error.Message;
    }
}

static void Expect(bool holds, string what)
{
    if (!holds)
        throw new InvalidOperationException($"Expected {what}.");
}
