using System.Security.Cryptography;
using Cs336.Conformance.Tests.Cases;
using Cs336.Conformance.Tests.Fixtures;
using Xunit;

namespace Cs336.Conformance.Tests;

public sealed class FixtureCopyTests
{
    private const string Manifest = "manifest.sha256";

    /// <summary>
    /// What the copy leaves out: the course's own texts, vocabularies and snapshots, the collected corpora, and the cases that need
    /// one of them. (The repository's own .gitattributes covers the copy.)
    /// </summary>
    private static readonly string[] LeftOut =
    [
        ".gitattributes",
        "official/",
        "bpe/corpora/shakespeare.txt",
        "bpe/corpora/stories.txt",
        "bpe/corpora/stories_eot.txt",
        "bpe/corpus_en_",
        "bpe/shakespeare_",
        "bpe/stories_",
        "bpe/tinystories_sample_",
        "tokenizer/encode_iterable.json",
        "tokenizer/gpt2_",
        "tokenizer/ill_formed_utf16.json",
        "tokenizer/pretoken_counts.json",
        "tokenizer/trained_encode.json",
    ];

    [Fact]
    public void Files_are_those_of_the_manifest()
    {
        // The form of sha256sum: hash, two spaces, path.
        var listed = File.ReadAllLines(Path.Combine(Repository.FixturesCopy, Manifest)).Select(line => (line[66..], line[..64]));

        Assert.Equal(listed, HashesIn(Repository.FixturesCopy).Where(file => file.Path != Manifest));
    }

    [SkippableFact]
    public void Files_equal_those_that_they_were_copied_from()
    {
        SkipWithoutSharedFixtures();

        Assert.Equal(
            HashesIn(Repository.SharedFixtures).Where(file => !LeftOut.Any(left => file.Path.StartsWith(left, StringComparison.Ordinal))),
            HashesIn(Repository.FixturesCopy).Where(file => file.Path != Manifest));
    }

    [Fact]
    public void Cases_need_nothing_that_is_not_copied()
    {
        var alone = new FixtureRoots([Repository.FixturesCopy], missingFilesFail: false);

        Assert.All(
            alone.Cases().Where(@case => @case.Path.StartsWith("bpe/", StringComparison.Ordinal)
                || @case.Path.StartsWith("tokenizer/", StringComparison.Ordinal)),
            @case => Assert.Null(CaseRun.Of(@case)));
    }

    [SkippableFact]
    public void Every_runner_has_a_case()
    {
        SkipWithoutSharedFixtures();
        var roots = new FixtureRoots([Repository.SharedFixtures], missingFilesFail: true);

        Assert.Empty(CaseRunners.ByOp.Keys.Except(roots.Cases().Select(@case => @case.Op)));
    }

    private static void SkipWithoutSharedFixtures() => Skip.IfNot(
        Directory.Exists(Repository.SharedFixtures), $"{Repository.SharedFixtures}, which the copy was made from, is not here.");

    private static IEnumerable<(string Path, string Hash)> HashesIn(string root) =>
        Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => (
                Path: Path.GetRelativePath(root, file).Replace('\\', '/'),
                Hash: Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))))
            .OrderBy(file => file.Path, StringComparer.Ordinal);
}
