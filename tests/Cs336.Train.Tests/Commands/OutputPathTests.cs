using Cs336.Train.Files;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>Where results go is looked at before the work, and the folders on the way are made.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class OutputPathTests(TinyRun tiny)
{
    public static TheoryData<string> WritingFiles =>
    [
        "data synth --kind stories --megabytes 0.01 --words 300 --out {0} --quiet",
        "tokenizer encode --tokenizer {tokenizer} --input {text} --out {0} --threads 1 --quiet",
        "tokenizer decode --tokenizer {tokenizer} --input {tokens} --out {0}",
    ];

    public static TheoryData<string> WritingDirectories =>
    [
        "tokenizer train --input {text} --vocab-size 260 --out {0} --threads 1 --quiet",
        $"train --data {{tokens}} --run {{0}} {TinyRun.Sizes} --steps 1",
    ];

    [Theory]
    [MemberData(nameof(WritingFiles))]
    public void Folders_of_a_file_to_write_are_made(string line)
    {
        var path = Path.Combine(tiny.New(), "deep", "er", "file");
        tiny.Do(line, path).Done();
        Assert.True(File.Exists(path));
    }

    [Theory]
    [InlineData("tokenizer encode --tokenizer {tokenizer} --input {0} --out {0} --threads 1 --quiet")]
    [InlineData("tokenizer decode --tokenizer {tokenizer} --input {0} --out {0}")]
    public void Output_that_would_replace_its_input_is_refused(string line)
    {
        var path = Path.Combine(tiny.New(), "same");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(tiny.Tokens, path);

        Assert.Contains("the output would replace the input", tiny.Do(line, path).Refused(2));

        Assert.Equal(File.ReadAllBytes(tiny.Tokens), File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("tokenizer encode --tokenizer {0}/tokenizer --input {0}/text.json --out {0}/text --quiet")]
    [InlineData("tokenizer encode --tokenizer {0}/tokenizer --input {0}/text.json --out {0}/tokenizer/vocab.json --quiet")]
    [InlineData("tokenizer encode --tokenizer {0}/tokenizer --input {0}/text.json --out {0}/tokenizer/tokenizer --quiet")]
    [InlineData("tokenizer encode --tokenizer {0}/tokenizer --input {0}/linked/text.json --out {0}/text.json --quiet")]
    [InlineData("tokenizer encode --tokenizer {0}/tokenizer --input {0}/link --out {0}/text.json --quiet")]
    [InlineData("tokenizer encode --tokenizer {0}/tokenizer --input {relative}/link --out {0}/text.json --quiet")]
    [InlineData("tokenizer encode --tokenizer {0}/tokenizer --input {0}/text.json --out {relative}/link --quiet")]
    [InlineData("tokenizer decode --tokenizer {0}/tokenizer --input {0}/ids.npy --out {0}/tokenizer/merges.txt")]
    [InlineData("tokenizer decode --tokenizer {0}/tokenizer --input {0}/ids.npy --out {0}/ids.npy.json")]
    [InlineData("tokenizer convert --tokenizer {0}/tokenizer --out {0}/tokenizer/vocab.json")]
    public void Output_that_would_replace_anything_it_is_made_from_is_refused(string line)
    {
        var folder = Directory.CreateDirectory(tiny.New()).FullName;
        tiny.Do("tokenizer convert --tokenizer {tokenizer} --out {0}/tokenizer", folder).Done();
        File.Copy(tiny.Text, Path.Combine(folder, "text.json"));
        tiny.Do("tokenizer encode --tokenizer {0}/tokenizer --input {0}/text.json --out {0}/ids.npy --quiet", folder).Done();
        File.CreateSymbolicLink(Path.Combine(folder, "link"), "text.json");
        Directory.CreateSymbolicLink(Path.Combine(folder, "linked"), folder);
        var before = Contents(folder);

        var relative = Path.GetRelativePath(Environment.CurrentDirectory, folder);
        Assert.Contains(
            "the output would replace the input",
            tiny.Do(line.Replace("{relative}", relative, StringComparison.Ordinal), folder).Refused(2),
            StringComparison.Ordinal);

        Assert.Equal(before, Contents(folder));
    }

    /// <summary>Everything in a folder and the folders below, by name.</summary>
    private static SortedDictionary<string, string> Contents(string folder) => new(
        Directory.GetFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .ToDictionary(path => path, path => Convert.ToHexString(File.ReadAllBytes(path))));

    [Theory]
    [MemberData(nameof(WritingDirectories))]
    public void Folders_of_a_directory_to_write_are_made(string line)
    {
        var path = Path.Combine(tiny.New(), "deep", "er", "directory");
        tiny.Do(line, path).Done();
        Assert.True(Directory.Exists(path));
    }

    [Theory]
    [MemberData(nameof(WritingFiles))]
    public void Directory_in_the_place_of_a_file_to_write_is_refused_and_left_alone(string line)
    {
        var path = Directory.CreateDirectory(tiny.New()).FullName;
        Assert.Contains("found a directory", tiny.Do(line, path).Refused(1), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(path));
    }

    [Theory]
    [MemberData(nameof(WritingDirectories))]
    [InlineData("quickstart --out {0} --quiet")]
    public void File_in_the_place_of_a_directory_to_write_is_refused_and_left_alone(string line)
    {
        var path = tiny.File("file", "precious"u8);
        Assert.Contains("expected a directory", tiny.Do(line, path).Refused(1), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(path));
    }

    [Theory]
    [MemberData(nameof(WritingFiles))]
    [MemberData(nameof(WritingDirectories))]
    [InlineData("quickstart --out {0} --quiet")]
    public void File_on_the_way_to_what_is_to_be_written_is_refused_by_its_name(string line)
    {
        var file = tiny.File("file", "precious"u8);
        Assert.Contains($"{file}: expected a directory", tiny.Do(line, Path.Combine(file, "below")).Refused(1), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(file));
    }

    [Theory]
    [MemberData(nameof(WritingFiles))]
    public void Older_file_is_replaced_and_nothing_else_is_left(string line)
    {
        var folder = Directory.CreateDirectory(tiny.New()).FullName;
        var path = Path.Combine(folder, "file");
        File.WriteAllText(path, "old");
        tiny.Do(line, path).Done();
        Assert.NotEqual("old", File.ReadAllText(path));
        Assert.DoesNotContain(Directory.GetFiles(folder), name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Device_is_not_replaced_by_a_file()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no /dev.");
        Assert.Throws<IOException>(() => OutputPath.PrepareFile("/dev/null"));
    }

    [Fact]
    public void Length_of_a_linked_text_is_that_of_the_text()
    {
        var (link, ids) = (tiny.New("link.txt"), tiny.New("ids.npy"));
        File.CreateSymbolicLink(link, tiny.Text);
        var output = tiny.Do("tokenizer encode --tokenizer {tokenizer} --input {0} --out {1} --quiet", link, ids).Done();
        Assert.Contains(FormattableString.Invariant($"{new FileInfo(tiny.Text).Length:N0} bytes"), output, StringComparison.Ordinal);
    }
}
