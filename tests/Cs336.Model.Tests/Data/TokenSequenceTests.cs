using Cs336.Model.Data;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Model.Tests.Data;

public sealed class TokenSequenceTests
{
    [Property]
    public void A_slice_is_that_range_and_slices_of_slices_add_up(long[] ids, NonNegativeInt first, NonNegativeInt second)
    {
        var skipped = first.Get % (ids.Length + 1);
        var then = second.Get % (ids.Length - skipped + 1);

        var slice = TokenSequence.Of(ids).Slice(skipped, ids.Length - skipped).Slice(then, ids.Length - skipped - then);

        Assert.Equal(ids[(skipped + then)..], All(slice));
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, 4)]
    [InlineData(2, 2)]
    [InlineData(4, 0)]
    [InlineData(1, -1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(1, long.MaxValue)]
    public void A_part_that_reaches_beyond_is_refused(long start, long count)
    {
        var sequence = TokenSequence.Of([1, 2, 3]);

        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Slice(start, count));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 0)]
    public void A_slice_lets_nothing_be_read_beyond_its_ends(long start, int count)
    {
        var slice = TokenSequence.Of([1, 2, 3, 4]).Slice(1, 2);

        Assert.Throws<ArgumentOutOfRangeException>(() => slice.CopyTo(start, new long[count]));
    }

    [Property]
    public void The_first_id_outside_the_vocabulary_is_found(NonEmptyArray<short> ids, PositiveInt vocab)
    {
        long[] all = [.. ids.Get.Select(id => (long)id)];
        var index = Array.FindIndex(all, id => id < 0 || id >= vocab.Get);

        Assert.Equal(index < 0 ? null : (index, all[index]), TokenSequence.Of(all).FindOutside(vocab.Get));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(150_000)]
    public void An_id_outside_is_found_wherever_it_lies(int place)
    {
        var ids = new long[150_001];
        ids[place] = 7;

        Assert.Equal((place, 7), TokenSequence.Of(ids).FindOutside(7));
        Assert.Null(TokenSequence.Of(ids).FindOutside(8));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(999_999, true)]
    [InlineData(10, true)]
    // Between the stretches that are read of so many.
    [InlineData(200_000, false)]
    public void A_sample_of_ids_holds_the_first_and_the_last(int place, bool found)
    {
        var ids = new long[1_000_000];
        ids[place] = 7;

        Assert.Equal(found ? (place, 7) : null, TokenSequence.Of(ids).FindOutside(7, most: 3 << 16));
    }

    [Property]
    public void Sequences_one_after_the_other_are_one(long[][] parts, NonNegativeInt start, NonNegativeInt count)
    {
        long[] whole = [.. parts.SelectMany(part => part)];
        var sequence = TokenSequence.Concat([.. parts.Select(TokenSequence.Of)]);
        var from = start.Get % (whole.Length + 1);
        var length = count.Get % (whole.Length - from + 1);
        var range = new long[length];

        sequence.CopyTo(from, range);

        Assert.Equal(whole, All(sequence));
        Assert.Equal(whole[from..(from + length)], range);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.CopyTo(whole.Length, new long[1]));
    }

    private static long[] All(TokenSequence sequence)
    {
        var ids = new long[sequence.Count];
        sequence.CopyTo(0, ids);
        return ids;
    }
}
