using System.Diagnostics;
using Cs336.Train.CourseData;
using Cs336.Train.Tests.Commands;
using Xunit;

namespace Cs336.Train.Tests.CourseData;

/// <summary>What becomes of the bytes: unpacking, verifying, the lock file, and the disk.</summary>
public sealed class FetchedFileTests
{
    [Fact]
    public void A_packed_file_is_unpacked_and_only_the_text_stays()
    {
        using var fetching = new Fetching(request => Reply.Ranged(request, Fetching.Gzipped(Fetching.Text)), compressed: true);

        fetching.Run();

        Assert.EndsWith("/text.txt.gz", fetching.Locked.Source, StringComparison.Ordinal);
        Assert.Equal(Fetching.Text, fetching.Fetched);
        Assert.Equal(["data.lock.json", "text.txt"], fetching.Names);
    }

    [Fact]
    public void A_file_packed_in_several_members_is_unpacked_whole()
    {
        var packed = Fetching.Gzipped(Fetching.Text[..1000], Fetching.Text[1000..]);
        using var fetching = new Fetching(request => Reply.Ranged(request, packed).CutAfter(50_000), compressed: true);

        fetching.Run();

        Assert.Equal(Fetching.Text, fetching.Fetched);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(1000)]
    [InlineData(-20)]
    [InlineData(-4)]
    [InlineData(-1)]
    public void Packed_data_that_end_early_are_refused_and_nothing_is_left(int length)
    {
        var packed = Fetching.Gzipped(Fetching.Text);
        var truncated = packed[..(length > 0 ? length : packed.Length + length)];
        if (length == 0)
            truncated = [];
        foreach (var unverified in new[] { false, true })
        {
            using var fetching = new Fetching(request => Reply.Ranged(request, truncated), compressed: true) { Unverified = unverified };

            var error = Assert.Throws<IOException>(() => fetching.Run());

            Assert.Contains("/text.txt.gz: ", error.Message, StringComparison.Ordinal);
            Assert.Empty(fetching.Names);
        }
    }

    [Fact]
    public void Garbled_packed_data_are_refused()
    {
        var packed = Fetching.Gzipped(Fetching.Text);
        packed[packed.Length / 2] ^= 0x10;
        using var fetching = new Fetching(request => Reply.Ranged(request, packed), compressed: true);

        Assert.Throws<IOException>(() => fetching.Run());

        Assert.Empty(fetching.Names);
    }

    [Fact]
    public void Other_content_is_refused_with_what_was_expected_and_what_was_found()
    {
        using var fetching = new Fetching(request => Reply.Ranged(request, Other()));

        var error = Assert.Throws<IOException>(() => fetching.Run());

        Assert.Contains($"expected 300,000 bytes of SHA-256 {fetching.File.Sha256}, found 300,000 bytes of SHA-256 ", error.Message, StringComparison.Ordinal);
        Assert.Empty(fetching.Names);
    }

    [Fact]
    public void Other_content_is_kept_where_that_is_asked_for_and_recorded_as_such()
    {
        using var fetching = new Fetching(request => Reply.Ranged(request, Other())) { Unverified = true };

        Assert.EndsWith("not the course's file.", fetching.Run(), StringComparison.Ordinal);

        Assert.Equal(Other(), fetching.Fetched);
        Assert.False(fetching.Locked.IsCourseFile);
    }

    [Fact]
    public void A_second_fetch_verifies_and_asks_nobody()
    {
        using var fetching = new Fetching(request => Reply.Ranged(request, Fetching.Text));
        fetching.Run();
        var written = File.GetLastWriteTimeUtc(fetching.Target);

        Assert.EndsWith("there already, 300,000 bytes, verified.", fetching.Run(), StringComparison.Ordinal);

        Assert.Single(fetching.Server.Requests);
        Assert.Equal(written, File.GetLastWriteTimeUtc(fetching.Target));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_has_changed_is_refused_and_left_as_it_is(bool sameLength)
    {
        using var fetching = new Fetching(request => Reply.Ranged(request, Fetching.Text));
        fetching.Run();
        var changed = sameLength ? Other() : Other()[..^1];
        File.WriteAllBytes(fetching.Target, changed);

        var error = Assert.Throws<InvalidDataException>(() => fetching.Run());

        Assert.Contains("the file has changed since it was fetched; expected", error.Message, StringComparison.Ordinal);
        Assert.Equal(changed, fetching.Fetched);
    }

    [Fact]
    public void A_course_file_that_somebody_else_fetched_is_taken_over()
    {
        using var fetching = new Fetching(_ => Reply.NotFound);
        File.WriteAllBytes(fetching.Target, Fetching.Text);

        fetching.Run();

        Assert.Empty(fetching.Server.Requests);
        Assert.True(fetching.Locked.IsCourseFile);
    }

    [Fact]
    public void A_file_of_that_name_that_is_not_the_course_files_is_refused_and_left_as_it_is()
    {
        using var fetching = new Fetching(_ => Reply.NotFound);
        File.WriteAllText(fetching.Target, "mine");

        Assert.Contains("expected 300,000 bytes, found 4", Assert.Throws<InvalidDataException>(() => fetching.Run()).Message, StringComparison.Ordinal);

        Assert.Equal("mine", File.ReadAllText(fetching.Target));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("""{"formatVersion": 2}""")]
    public void A_lock_file_that_is_none_is_refused(string content)
    {
        using var fetching = new Fetching(request => Reply.Ranged(request, Fetching.Text));
        fetching.Run();
        File.WriteAllText(DataLock.PathIn(fetching.Folder), content);

        Assert.Contains("data.lock.json", Assert.Throws<InvalidDataException>(() => fetching.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fetch_that_another_one_is_at_is_refused()
    {
        using var fetching = new Fetching(request => Reply.Ranged(request, Fetching.Text));
        using var other = new PartialFile(Path.Combine(fetching.Folder, fetching.File.RemoteName));

        Assert.Contains("another process is fetching this file", Assert.Throws<IOException>(() => fetching.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_without_room_is_refused_before_a_byte()
    {
        using var fetching = new Fetching(request => Reply.Ranged(request, Fetching.Text)) { FreeSpace = 299_999 };

        var error = Assert.Throws<IOException>(() => fetching.Run());

        Assert.Contains("there is no room for text.txt; expected 300,000 free bytes, found 299,999.", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(fetching.Target));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_disk_that_fills_up_is_named_and_what_came_is_kept(bool compressed)
    {
        using var folder = new TemporaryFolder();
        Skip.IfNot(Run("mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", folder.Path), "A small file system cannot be mounted here.");
        try
        {
            // Packed 60 kB, unpacked 300 kB; the other does not even fit as it comes.
            var text = compressed ? new byte[300_000] : Fetching.Text;
            using var fetching = new Fetching(
                request => Reply.Ranged(request, compressed ? Fetching.Gzipped(text) : text), compressed)
            { Folder = folder.Path, Unverified = true };

            var error = Assert.Throws<IOException>(() => fetching.Run());

            Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
            Assert.Contains("kept", error.Message, StringComparison.Ordinal);
            Assert.True(File.Exists(fetching.Part));
            Assert.False(File.Exists(fetching.Target));
        }
        finally
        {
            Run("umount", folder.Path);
        }
    }

    private static byte[] Other() => [.. Fetching.Text.Select(b => (byte)~b)];

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
