using System.Text;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>The world is wrong (exit code 1): what is to be read is missing, empty, something else, or damaged.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class UnusableInputTests(TinyRun tiny)
{
    /// <summary>Command lines that read a text <c>{0}</c> and would make <c>{1}</c>.</summary>
    public static TheoryData<string> ReadingText =>
    [
        "tokenizer train --input {0} --vocab-size 300 --out {1} --quiet",
        "tokenizer train --input {text} {0} --vocab-size 300 --out {1} --quiet",
        "tokenizer encode --tokenizer {tokenizer} --input {0} --out {1} --quiet",
        "quickstart --input {0} --out {1} --quiet",
        "quickstart --input {text} {0} --out {1} --quiet",
    ];

    /// <summary>Command lines that read ids <c>{0}</c> and would make <c>{1}</c>.</summary>
    public static TheoryData<string> ReadingIds =>
    [
        "tokenizer decode --tokenizer {tokenizer} --input {0} --out {1}",
        $"train --data {{0}} --run {{1}} {TinyRun.Sizes}",
        $"train --data {{0}} --vocab-size 320 --run {{1}} {TinyRun.Sizes}",
        $"train --data {{tokens}} --validation {{0}} --run {{1}} {TinyRun.Sizes}",
        "evaluate --run {run} --data {0} --quiet",
    ];

    /// <summary>Command lines that read a directory <c>{0}</c> of a tokenizer, run or checkpoint.</summary>
    public static TheoryData<string> ReadingDirectories =>
    [
        "tokenizer encode --tokenizer {0} --input {text} --out {1} --quiet",
        "tokenizer decode --tokenizer {0} --input {tokens} --out {1}",
        $"train --data {{tokens}} --tokenizer {{0}} --run {{1}} {TinyRun.Sizes}",
        "train --resume --run {0} --quiet",
        "evaluate --run {0} --data {tokens} --quiet",
        "evaluate --checkpoint {0} --data {tokens} --quiet",
        "generate --run {0} --prompt Once",
        "generate --checkpoint {0} --prompt Once",
        "generate --run {run} --prompt Once --tokenizer {0}",
    ];

    public static IEnumerable<object[]> ReadingFiles => ReadingText.Concat<object[]>(ReadingIds);

    public static IEnumerable<object[]> ReadingAnything => ReadingFiles.Concat<object[]>(ReadingDirectories);

    [Theory]
    [MemberData(nameof(ReadingAnything))]
    public void What_is_missing_is_named_and_nothing_is_made(string line) => Refuse(line, tiny.New("missing"));

    [Theory]
    [MemberData(nameof(ReadingFiles))]
    public void Empty_file_is_refused(string line) =>
        Assert.Contains("empty", Refuse(line, tiny.File("empty", [])), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(ReadingFiles))]
    public void Directory_instead_of_a_file_is_refused(string line) =>
        Refuse(line, Directory.CreateDirectory(tiny.New("directory")).FullName);

    [Theory]
    [MemberData(nameof(ReadingDirectories))]
    public void Directory_without_what_belongs_there_is_refused(string line) =>
        Refuse(line, Directory.CreateDirectory(tiny.New("directory")).FullName);

    [Theory]
    [MemberData(nameof(ReadingDirectories))]
    public void File_instead_of_a_directory_is_refused(string line) => Refuse(line, tiny.File("file", "text"u8));

    [Theory]
    [MemberData(nameof(ReadingIds))]
    public void Text_instead_of_ids_is_refused(string line) =>
        Assert.Contains("NumPy", Refuse(line, tiny.File("text.npy", "Once upon a time"u8)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(ReadingIds))]
    public void Truncated_ids_are_refused(string line)
    {
        var ids = File.ReadAllBytes(tiny.Tokens);
        Refuse(line, tiny.File("truncated.npy", ids.AsSpan(0, ids.Length - 1)));
        Refuse(line, tiny.File("truncated.npy", ids.AsSpan(0, 100)));
    }

    [Theory]
    [MemberData(nameof(ReadingIds))]
    public void Array_of_another_form_is_refused_with_what_its_header_says(string line)
    {
        foreach (var (type, shape) in new[] { ("<i8", "(64,)"), (">u2", "(64,)"), ("<u2", "(8, 8)"), ("<f4", "(64,)") })
            Assert.Contains(type, Refuse(line, tiny.File("other.npy", Npy(type, shape, new byte[512]))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"vocabSize":320,"tokens":1,"sourceBytes":1,"documents":1,"tokenizerSha256":"","tokenizerPath":null}""")]
    public void Description_of_ids_that_is_none_is_refused(string description)
    {
        var ids = tiny.CopyOfTokens();
        File.WriteAllText(ids + ".json", description);
        foreach (var line in new[] { $"train --data {{0}} --run {{1}} {TinyRun.Sizes}", "evaluate --run {run} --data {0} --quiet" })
            Refuse(line, ids);
    }

    [Theory]
    [InlineData("tokenizer decode --tokenizer {tokenizer} --input {0} --out {1}")]
    [InlineData($"train --data {{0}} --vocab-size 320 --run {{1}} {TinyRun.Sizes}")]
    [InlineData($"train --data {{tokens}} --validation {{0}} --run {{1}} {TinyRun.Sizes}")]
    [InlineData("evaluate --run {run} --data {0} --quiet")]
    public void Id_outside_the_vocabulary_is_refused_with_its_place(string line)
    {
        var ids = new byte[2 * 1000];
        (ids[2 * 17], ids[2 * 17 + 1]) = (320 & 0xFF, 320 >> 8);
        var sentence = tiny.Do(line, tiny.File("outside.npy", Npy("<u2", "(1000,)", ids)), tiny.New()).Refused(1);
        Assert.Contains("320", sentence, StringComparison.Ordinal);
        Assert.Contains("17", sentence, StringComparison.Ordinal);
    }

    /// <summary>Expects exit code 1, one sentence with the path's name in it, and nothing made.</summary>
    private string Refuse(string line, string path)
    {
        var made = tiny.New("made");
        var sentence = tiny.Do(line, path, made).Refused(1);
        Assert.Contains(Path.GetFileName(path), sentence, StringComparison.Ordinal);
        Assert.False(Path.Exists(made), $"{made} was made.");
        return sentence;
    }

    private static byte[] Npy(string type, string shape, byte[] data)
    {
        var dictionary = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(128 - 10 - 1) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(dictionary), .. data];
    }
}
