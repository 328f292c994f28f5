using System.Buffers.Binary;
using System.Text;
using Cs336.Train.Doctor;
using Cs336.Train.Startup;
using Xunit;

namespace Cs336.Train.Tests.Doctor;

public sealed class NativePatchesTests
{
    private const ushort Weak = 2;

    [Theory]
    [InlineData(Weak, true, NativePatch.Applied)]
    [InlineData(Weak, false, NativePatch.Applied)]
    [InlineData(Weak | 1, true, NativePatch.Applied)]
    [InlineData(0, true, NativePatch.NotNeeded)]
    [InlineData(0, false, NativePatch.Missing)]
    internal void A_library_says_itself_whether_it_was_patched(ushort flags, bool loads, NativePatch expected) => Assert.Equal(
        expected, NativePatches.Of(Library([("libc.so.6", [("GLIBC_2.34", 0)]), ("libstdc++.so.6", [("CXXABI_1.3", 0), (NativePatches.Version, flags)])]), loads));

    [Fact]
    public void A_library_without_the_requirement_needs_no_patch()
    {
        Assert.Equal(NativePatch.NotNeeded, NativePatches.Of(Library([("libstdc++.so.6", [("GLIBCXX_3.4.31", 0)])]), loads: false));
        Assert.Equal(NativePatch.NotNeeded, NativePatches.Of("no library at all"u8, loads: false));
        Assert.Equal(NativePatch.NotNeeded, NativePatches.Of([], loads: false));
    }

    [Fact]
    public void A_library_that_was_cut_off_anywhere_is_read_as_far_as_it_goes()
    {
        var whole = Library([("libstdc++.so.6", [(NativePatches.Version, Weak)])]);
        Assert.All(
            Enumerable.Range(0, whole.Length),
            length => Assert.Contains(NativePatches.Of(whole.AsSpan(0, length), loads: false), new[] { NativePatch.NotNeeded, NativePatch.Applied }));
    }

    [Fact]
    public void The_library_under_these_tests_loads_and_misses_nothing()
    {
        Assert.Null(NativeTorch.LoadError);
        var library = NativeTorch.FindLibrary();
        Assert.True(library is null || NativePatches.Of(File.ReadAllBytes(library), loads: true) != NativePatch.Missing);
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+", NativeTorch.Version());
    }

    /// <summary>An ELF file of a header, a table of names, the versions that it needs of other libraries, and three section headers.</summary>
    private static byte[] Library((string File, (string Version, ushort Flags)[] Versions)[] needs)
    {
        const int start = 64, entrySize = 16, sectionSize = 64;
        var names = new StringBuilder("\0");
        var table = new List<byte>();
        foreach (var (i, need) in needs.Index())
        {
            var next = i == needs.Length - 1 ? 0 : entrySize * (1 + need.Versions.Length);
            table.AddRange([.. Bytes16(1), .. Bytes16(need.Versions.Length), .. Bytes32(Named(need.File)), .. Bytes32(entrySize), .. Bytes32(next)]);
            foreach (var (j, (version, flags)) in need.Versions.Index())
            {
                var nextVersion = j == need.Versions.Length - 1 ? 0 : entrySize;
                table.AddRange([.. Bytes32(0), .. Bytes16(flags), .. Bytes16(0), .. Bytes32(Named(version)), .. Bytes32(nextVersion)]);
            }
        }
        var (namesAt, sectionsAt) = (start + table.Count, start + table.Count + names.Length);
        var image = new byte[sectionsAt + 3 * sectionSize];
        "\u007fELF\u0002\u0001"u8.CopyTo(image);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(0x28), (ulong)sectionsAt);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x3a), sectionSize);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x3c), 3);
        table.CopyTo(image, start);
        Encoding.ASCII.GetBytes(names.ToString()).CopyTo(image, namesAt);
        Section(1, type: 3, offset: namesAt, link: 0);
        Section(2, type: 0x6ffffffe, offset: start, link: 1);
        return image;

        int Named(string name)
        {
            names.Append(name).Append('\0');
            return names.Length - name.Length - 1;
        }

        void Section(int index, uint type, int offset, int link)
        {
            var header = image.AsSpan(sectionsAt + index * sectionSize);
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
            BinaryPrimitives.WriteUInt64LittleEndian(header[0x18..], (ulong)offset);
            BinaryPrimitives.WriteInt32LittleEndian(header[0x28..], link);
        }
    }

    private static byte[] Bytes16(int value) => BitConverter.GetBytes((ushort)value);

    private static byte[] Bytes32(int value) => BitConverter.GetBytes(value);
}
