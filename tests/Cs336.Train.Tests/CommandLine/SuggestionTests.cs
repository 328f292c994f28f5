using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;

namespace Cs336.Train.Tests;

/// <summary>How near two words are, and which known one is suggested.</summary>
public sealed class SuggestionTests
{
    private static readonly Arbitrary<string> ShortWords =
        Gen.Choose(0, 5)
            .SelectMany(length => Gen.Elements('a', 'b', 'c').ArrayOf(length))
            .Select(letters => new string(letters))
            .ToArbitrary();

    /// <summary>The definition, case by case, in exponential time.</summary>
    private static int Oracle(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.IsEmpty || right.IsEmpty)
            return Math.Max(left.Length, right.Length);
        var substituted = Oracle(left[1..], right[1..]) + (left[0] == right[0] ? 0 : 1);
        var deletedOrInserted = 1 + Math.Min(Oracle(left[1..], right), Oracle(left, right[1..]));
        var swapped = left is [var a, var b, ..] && right is [var c, var d, ..] && a == d && b == c
            ? 1 + Oracle(left[2..], right[2..])
            : int.MaxValue;
        return Math.Min(swapped, Math.Min(substituted, deletedOrInserted));
    }

    [Property(Replay = "1,1", MaxTest = 300)]
    public Property The_distance_is_the_fewest_edits() =>
        Prop.ForAll(ShortWords, ShortWords, (left, right) => Suggestion.distance(left, right) == Oracle(left, right));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("step", "steps", 1)]
    [InlineData("trian", "train", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    public void The_distance_counts_a_swap_as_one_edit_and_edits_nothing_twice(string left, string right, int expected) =>
        Assert.Equal(expected, Suggestion.distance(left, right));

    [Property(Replay = "1,1")]
    public Property A_known_word_with_one_letter_lost_is_still_found()
    {
        string[] known = ["--learning-rate", "--batch-size", "--context-length", "--checkpoint-interval", "quickstart", "tokenizer"];
        var typo =
            from word in Gen.Elements(known)
            from lost in Gen.Choose(word.LastIndexOf("--", StringComparison.Ordinal) + 2, word.Length - 1)
            select (word, typo: word.Remove(lost, 1));
        return Prop.ForAll(typo.ToArbitrary(), pair => Nearest(known, pair.typo) == pair.word);
    }

    [Fact]
    public void The_first_of_equally_near_words_is_suggested_and_none_when_all_are_far()
    {
        Assert.Equal("--beta1", Nearest(["--beta1", "--beta2"], "--beta3"));
        Assert.Null(Nearest(["--beta1", "--beta2"], "--clip"));
        Assert.Null(Nearest([], "--clip"));
    }

    private static string? Nearest(string[] known, string word) =>
        Suggestion.nearest(ListModule.OfSeq(known), word) is { } found && FSharpOption<string>.get_IsSome(found) ? found.Value : null;
}
