using System.Text;
using Cs336.Model.Data;
using Cs336.Model.Tests.Support;
using Xunit;

namespace Cs336.Model.Tests.Data;

public sealed class TokenFileWriterTests
{
    [Fact]
    public void The_header_is_what_numpy_writes()
    {
        using var folder = new TemporaryFolder();
        Complete(folder["ids.npy"], vocabSize: 70_001, ids: [1, 2, 70_000]);

        var bytes = File.ReadAllBytes(folder["ids.npy"]);

        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0], bytes[..10]);
        Assert.Equal(
            "{'descr': '<u4', 'fortran_order': False, 'shape': (3,), }".PadRight(117) + "\n", Encoding.ASCII.GetString(bytes[10..128]));
        Assert.Equal([1, 0, 0, 0, 2, 0, 0, 0, 0x70, 0x11, 1, 0], bytes[128..]);
    }

    [Fact]
    public void Nothing_of_the_name_appears_before_the_file_is_complete_and_nothing_else_stays()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new TokenFileWriter(folder["ids.npy"], 10))
        {
            writer.Write(1);
            Assert.False(File.Exists(folder["ids.npy"]));
            Assert.Equal(1, writer.Count);
            writer.Complete();
            Assert.True(File.Exists(folder["ids.npy"]));
        }

        Assert.Equal(["ids.npy"], folder.Names());
    }

    [Fact]
    public void A_writer_disposed_early_leaves_the_older_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        folder.WithBytes("ids.npy", "older"u8);

        using (var writer = new TokenFileWriter(folder["ids.npy"], 10))
            writer.Write(1);

        Assert.Equal(["ids.npy"], folder.Names());
        Assert.Equal("older", File.ReadAllText(folder["ids.npy"]));
    }

    [Fact]
    public void More_ids_than_the_buffer_holds_come_back()
    {
        using var folder = new TemporaryFolder();
        int[] ids = [.. Enumerable.Range(0, 300_000).Select(i => i % 50_000)];
        Complete(folder["ids.npy"], vocabSize: 50_000, ids);
        using var file = TokenFile.Open(folder["ids.npy"]);
        var found = new long[ids.Length];

        file.CopyTo(0, found);

        Assert.Equal(ids.Select(id => (long)id), found);
    }

    [Theory]
    [InlineData(50_000)]
    [InlineData(70_000)]
    public void Ids_written_at_their_places_by_several_threads_are_the_same_file(int vocabSize)
    {
        using var folder = new TemporaryFolder();
        int[] ids = [.. Enumerable.Range(0, 300_007).Select(i => i % 50_000)];
        Complete(folder["in-order.npy"], vocabSize, ids);
        int[] lengths = [100_001, 70_000, 0, 5, 130_001];
        var starts = lengths.Select((_, i) => lengths[..i].Sum()).ToArray();

        using (var writer = new TokenFileWriter(folder["placed.npy"], vocabSize))
        {
            Parallel.For(0, lengths.Length, i => writer.WriteAt(starts[i], ids.AsSpan(starts[i], lengths[i])));
            Assert.Equal(ids.Length, writer.Count);
            writer.Complete();
        }

        Assert.Equal(File.ReadAllBytes(folder["in-order.npy"]), File.ReadAllBytes(folder["placed.npy"]));
    }

    [Fact]
    public void A_file_with_a_gap_is_not_completed()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new TokenFileWriter(folder["ids.npy"], 10))
        {
            writer.WriteAt(3, [1, 2]);
            Assert.Throws<InvalidOperationException>(writer.Complete);
        }

        Assert.Empty(folder.Names());
    }

    [Theory]
    [InlineData(10, -1)]
    [InlineData(65_536, 65_536)]
    [InlineData(65_537, -1)]
    public void An_id_outside_the_vocabulary_is_refused(int vocabSize, int id)
    {
        using var folder = new TemporaryFolder();
        using var writer = new TokenFileWriter(folder["ids.npy"], vocabSize);

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(id));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteAt(0, [1, 2, 3, 4, 5, 6, 7, 8, 9, id, 1, 2, 3, 4, 5, 6, 7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteAt(0, [1, id]));
    }

    private static void Complete(string path, int vocabSize, int[] ids)
    {
        using var writer = new TokenFileWriter(path, vocabSize);
        foreach (var id in ids)
            writer.Write(id);
        writer.Complete();
    }
}
