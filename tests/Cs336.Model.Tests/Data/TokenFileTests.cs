using System.Text;
using Cs336.Model.Data;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Model.Tests.Data;

public sealed class TokenFileTests
{
    [Property]
    public void Ids_of_two_bytes_come_back(ushort[] ids) => ComesBack(ids.Select(id => (int)id), vocabSize: 1 << 16, bytesPerId: 2);

    [Property]
    public void Ids_of_four_bytes_come_back(FsCheck.NonNegativeInt[] ids) =>
        ComesBack(ids.Select(id => id.Get), vocabSize: (1 << 16) + 1, bytesPerId: 4);

    [Property]
    public void Any_range_is_that_range_of_the_whole(ushort[] ids, FsCheck.NonNegativeInt start, FsCheck.NonNegativeInt count)
    {
        using var folder = new TemporaryFolder();
        using var file = TokenFile.Open(Write(folder["ids.npy"], ids.Select(id => (int)id), 1 << 16));
        var range = new long[count.Get];

        if (start.Get + count.Get > ids.Length)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => file.CopyTo(start.Get, range));
            return;
        }
        file.CopyTo(start.Get, range);
        Assert.Equal(ids.Skip(start.Get).Take(count.Get).Select(id => (long)id), range);
    }

    [Property]
    public void Files_without_a_header_are_ids_of_the_width_that_is_said(ushort[] ids)
    {
        using var folder = new TemporaryFolder();
        var bytes = ids.Append((ushort)1).Append((ushort)0).SelectMany(BitConverter.GetBytes).ToArray();
        var path = folder.WithBytes("ids.BIN", bytes);

        Assert.Equal(ids.Append((ushort)1).Append((ushort)0).Select(id => (long)id), All(path, 2));
        if (bytes.Length % 4 == 0)
            Assert.Equal(bytes.Chunk(4).Select(four => (long)BitConverter.ToUInt32(four)), All(path, 4));
        else
            Assert.Contains($"has {bytes.Length} bytes", Assert.Throws<InvalidDataException>(() => All(path, 4)).Message);
    }

    private static long[] All(string path, int rawBytesPerId)
    {
        using var file = TokenFile.Open(path, rawBytesPerId);
        var ids = new long[file.Count];
        file.CopyTo(0, ids);
        return ids;
    }

    // Reading a page that is no longer there would end the process.
    [SkippableFact]
    public void A_file_that_is_cut_short_while_it_is_mapped_is_an_error()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows does not let a mapped file be cut short.");
        using var folder = new TemporaryFolder();
        var path = Write(folder["ids.npy"], Enumerable.Range(0, 10_000), 1 << 16);
        using var file = TokenFile.Open(path);
        file.CopyTo(0, new long[10]);

        using (var cut = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            cut.SetLength(4_096);

        Assert.Contains("cut short", Assert.Throws<InvalidDataException>(() => file.CopyTo(9_000, new long[10])).Message);
    }

    // What numpy 1.x and 2.x write, what older and other writers pad differently, and a header that is not a multiple of 64.
    [Theory]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (3,), }", 118)]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (3,), }", 70)]
    [InlineData("{'descr': '<u2', 'fortran_order': True, 'shape': (3,)}", 61)]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (3,),}", 58)]
    public void Headers_of_other_writers_are_read(string dictionary, int length)
    {
        using var folder = new TemporaryFolder();
        using var file = TokenFile.Open(folder.WithBytes("ids.npy", Npy(dictionary, [1, 0, 2, 0, 255, 255], length)));
        var ids = new long[3];

        file.CopyTo(0, ids);

        Assert.Equal([1, 2, 65535], ids);
    }

    [Theory]
    [InlineData("{'descr': '>u2', 'fortran_order': False, 'shape': (3,), }")]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': (3,), }")]
    [InlineData("{'descr': '<u8', 'fortran_order': False, 'shape': (3,), }")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (1, 3), }")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (), }")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (-3,), }")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (99999999999999999999,), }")]
    [InlineData("")]
    public void Other_types_and_shapes_are_refused_in_one_sentence_that_says_what_was_found(string dictionary)
    {
        using var folder = new TemporaryFolder();

        var message = Refused(folder.WithBytes("ids.npy", Npy(dictionary, [1, 0, 2, 0, 3, 0])));

        Assert.Contains("expected one dimension of little-endian uint16 or uint32", message);
        Assert.Contains(dictionary, message);
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(3, 7)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(long.MaxValue, 6)]
    [InlineData(1L << 62, 0)]
    public void A_length_that_does_not_fit_the_count_is_refused(long count, int bytes)
    {
        using var folder = new TemporaryFolder();
        var dictionary = $"{{'descr': '<u4', 'fortran_order': False, 'shape': ({count},), }}";

        Assert.Contains($"promises {count} ids", Refused(folder.WithBytes("ids.npy", Npy(dictionary, new byte[bytes]))));
    }

    [Fact]
    public void Every_truncation_of_a_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Write(folder["whole.npy"], [1, 2, 3], vocabSize: 10));

        for (var length = 0; length < whole.Length; length++)
            Refused(folder.WithBytes("ids.npy", whole.AsSpan(0, length)));
    }

    [Fact]
    public void Files_that_are_not_numpy_s_or_of_a_later_version_are_refused()
    {
        using var folder = new TemporaryFolder();
        var npy = Npy("{'descr': '<u2', 'fortran_order': False, 'shape': (0,), }", []);

        Assert.Contains("the file is empty", Refused(folder.WithBytes("ids.npy", [])));
        Assert.Contains("first bytes", Refused(folder.WithBytes("ids.npy", "Once upon a time"u8)));
        Assert.Contains("version 2", Refused(folder.WithBytes("ids.npy", [.. npy[..6], 2, .. npy[7..]])));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains(folder["none.npy"], Assert.Throws<FileNotFoundException>(() => TokenFile.Open(folder["none.npy"])).Message);
    }

    private static void ComesBack(IEnumerable<int> ids, int vocabSize, int bytesPerId)
    {
        using var folder = new TemporaryFolder();
        var wanted = ids.Select(id => (long)id).ToArray();
        using var file = TokenFile.Open(Write(folder["ids.npy"], ids, vocabSize));
        var found = new long[file.Count];

        file.CopyTo(0, found);

        Assert.Equal(wanted, found);
        Assert.Equal(128 + wanted.Length * bytesPerId, new FileInfo(file.Path).Length);
    }

    private static string Write(string path, IEnumerable<int> ids, int vocabSize)
    {
        using var writer = new TokenFileWriter(path, vocabSize);
        foreach (var id in ids)
            writer.Write(id);
        writer.Complete();
        return path;
    }

    private static byte[] Npy(string dictionary, byte[] data, int length = 118) =>
    [
        0x93, .. "NUMPY"u8, 1, 0, (byte)length, 0,
        .. Encoding.ASCII.GetBytes(dictionary.PadRight(length - 1) + "\n"),
        .. data,
    ];

    private static string Refused(string path)
    {
        var message = Assert.Throws<InvalidDataException>(() => TokenFile.Open(path)).Message;
        Assert.StartsWith(path, message);
        Assert.EndsWith(".", message);
        Assert.DoesNotContain("\n", message);
        return message;
    }
}
