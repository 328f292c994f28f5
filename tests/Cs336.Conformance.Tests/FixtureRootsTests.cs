using Cs336.Conformance.Tests.Fixtures;
using Xunit;
using Xunit.Sdk;

namespace Cs336.Conformance.Tests;

/// <summary>What counts as a case, where its files come from, and what happens without them.</summary>
public sealed class FixtureRootsTests : IDisposable
{
    private const string Schedule =
        """
        {"op": "cosine_schedule", "atol": 0, "rtol": 0, "tables": [{"max_learning_rate": 1, "min_learning_rate": 0.5,
         "warmup_iters": 2, "cosine_cycle_iters": 4, "it": [0, 1, 2, 3, 4, 5], "lr": [0.0, 0.5, 1.0, 0.75, 0.5, 0.5]}]}
        """;

    private const string Training =
        """
        {"op": "train_bpe", "corpus": "texts/a.txt", "corpus_bytes": 4, "params": {"vocab_size": 257, "special_tokens": []},
         "expected_vocab_size": 257, "n_merges": 1, "merges_hex": ["61 62"], "vocab_hex": VOCAB}
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fixture-roots-");

    [Fact]
    public void A_case_is_a_JSON_object_with_a_string_op_in_any_folder()
    {
        Write("one", "anything/at/all/x.json", Schedule);
        Write("one", "y.json", """{"op": "no such op"}""");
        Write("one", "vocab.json", """{"op": 17, "weights": 18}""");
        Write("one", "list.json", """["op"]""");
        Write("one", "model.json", """{"op": "weights"}""");
        Write("one", "notes.txt", """{"op": "linear"}""");

        Assert.Equal(["cosine_schedule anything/at/all/x.json", "no such op y.json"], Roots("one").Cases().Select(@case => $"{@case}"));
    }

    [Fact]
    public void A_case_that_several_folders_hold_alike_is_one_of_the_first()
    {
        Write("one", "x.json", Schedule);
        Write("two", "x.json", Schedule);

        var @case = Assert.Single(Roots("one", "two").Cases());

        Assert.Equal(Folder("one"), @case.Root);
    }

    [Fact]
    public void Cases_of_the_same_path_that_differ_are_two()
    {
        Write("one", "x.json", Schedule);
        Write("two", "x.json", Schedule + "\n");

        Assert.Equal([Folder("one"), Folder("two")], Roots("one", "two").Cases().Select(@case => @case.Root));
    }

    [Fact]
    public void Cases_of_the_same_path_whose_tensors_differ_are_two()
    {
        foreach (var root in (string[])["one", "two"])
        {
            Write(root, "x.json", """{"op": "silu"}""");
            Write(root, "x.safetensors", root);
        }

        Assert.Equal(2, Roots("one", "two").Cases().Count);
    }

    [Fact]
    public void A_path_is_looked_up_in_the_folder_of_the_case_first()
    {
        Write("one", "texts/a.txt", "of one");
        Write("two", "texts/a.txt", "of two");
        var roots = Roots("one", "two", "three");

        Assert.Equal("of two", File.ReadAllText(roots.Find(Folder("two"), "texts/a.txt")));
        Assert.Equal("of one", File.ReadAllText(roots.Find(Folder("three"), "texts/a.txt")));
    }

    [Fact]
    public void A_right_result_passes_and_a_wrong_one_fails()
    {
        Write("one", "right.json", Schedule);
        Write("one", "wrong.json", Schedule.Replace("0.75", "0.76"));
        var cases = Roots("one").Cases();

        Assert.Null(CaseRun.Of(cases[0]));
        Assert.ThrowsAny<XunitException>(() => CaseRun.Of(cases[1]));
    }

    [Fact]
    public void An_unknown_op_fails()
    {
        Write("one", "x.json", """{"op": "no such op"}""");

        var error = Assert.ThrowsAny<XunitException>(() => CaseRun.Of(Roots("one").Cases()[0]));

        Assert.Contains("no runner knows the op no such op", error.Message);
    }

    [Fact]
    public void A_case_uses_files_of_other_folders()
    {
        Write("one", "x.json", TrainingOfTwoLetters());
        Write("two", "texts/a.txt", "abab");

        Assert.Null(CaseRun.Of(Roots("one", "two").Cases()[0]));
    }

    [Fact]
    public void A_case_whose_file_is_nowhere_is_skipped_or_fails_as_the_run_demands()
    {
        Write("one", "x.json", TrainingOfTwoLetters());

        var skipped = CaseRun.Of(new FixtureRoots([Folder("one")], missingFilesFail: false).Cases()[0]);

        Assert.Equal($"texts/a.txt is in none of the folders of fixtures: {Folder("one")}", skipped);
        Assert.Throws<FixtureFileMissingException>(() => CaseRun.Of(Roots("one").Cases()[0]));
    }

    [Fact]
    public void Listed_folders_replace_the_usual_ones_and_must_be_complete()
    {
        var roots = FixtureRoots.Of($"{Folder("one")}:{Folder("two")}", continuousIntegration: false);

        Assert.Equal([Folder("one"), Folder("two")], roots.Folders);
        Assert.True(roots.MissingFilesFail);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_list_the_copy_comes_first_and_only_continuous_integration_must_be_complete(bool continuousIntegration)
    {
        var roots = FixtureRoots.Of(listed: null, continuousIntegration);

        Assert.Equal(Repository.FixturesCopy, roots.Folders[0]);
        Assert.Equal(Directory.Exists(Repository.SharedFixtures), roots.Folders.Contains(Repository.SharedFixtures));
        Assert.Equal(continuousIntegration, roots.MissingFilesFail);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string TrainingOfTwoLetters()
    {
        var bytes = Enumerable.Range(0, 256).Select(value => $"\"{value:x2}\"");
        return Training.Replace("VOCAB", $"[{string.Join(", ", bytes.Append("\"6162\""))}]");
    }

    private string Folder(string root) => Path.Combine(folder.FullName, root);

    private FixtureRoots Roots(params string[] roots) => new([.. roots.Select(Folder)], missingFilesFail: true);

    private void Write(string root, string path, string content)
    {
        var file = Path.Combine(Folder(root), path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
