using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>Ids mean nothing without the tokenizer that made them: another one is refused (exit code 2) wherever it turns up.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class TokenizerMismatchTests(TinyRun tiny)
{
    /// <summary>Of another size; of the same size, trained on another text.</summary>
    public static TheoryData<int, bool> Others => new() { { TinyRun.VocabSize - 10, true }, { TinyRun.VocabSize, false } };

    [Theory]
    [MemberData(nameof(Others))]
    public void Generation_with_another_tokenizer_is_refused(int size, bool sameText)
    {
        var other = OtherTokenizer(size, sameText);
        Refused("generate --run {run} --prompt Once --tokenizer {0}", other);
        Refused("generate --checkpoint {checkpoint} --prompt Once --tokenizer {0}", other);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Run_whose_tokenizer_was_exchanged_is_refused(int size, bool sameText)
    {
        var run = tiny.CopyOfRun();
        Directory.Delete(Path.Combine(run, "tokenizer"), recursive: true);
        TemporaryFolder.Copy(OtherTokenizer(size, sameText), Path.Combine(run, "tokenizer"));
        Refused("generate --run {0} --prompt Once", run);
        Refused("evaluate --run {0} --data {tokens}", run);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Evaluation_on_ids_of_another_tokenizer_is_refused(int size, bool sameText)
    {
        var ids = tiny.New("other.npy");
        tiny.Do("tokenizer encode --tokenizer {0} --input {text} --out {1} --quiet", OtherTokenizer(size, sameText), ids).Done();
        Refused("evaluate --run {run} --data {0}", ids);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Training_with_another_tokenizer_than_the_one_that_encoded_is_refused(int size, bool sameText)
    {
        var run = tiny.New();
        var line = $"train --data {{tokens}} --tokenizer {{0}} --run {{1}} {TinyRun.Sizes}";
        var sentence = tiny.Do(line, OtherTokenizer(size, sameText), run).Refused(2);
        Assert.Contains("did not encode", sentence, StringComparison.Ordinal);
        Assert.False(Path.Exists(run));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Resuming_with_another_tokenizer_is_refused(int size, bool sameText)
    {
        var sentence = tiny.Do("train --resume --run {run} --tokenizer {0}", OtherTokenizer(size, sameText)).Refused(2);
        Assert.Contains("tokenizerSha256", sentence, StringComparison.Ordinal);
    }

    private void Refused(string line, string path) =>
        Assert.Contains("does not match the checkpoint", tiny.Do(line, path).Refused(2), StringComparison.Ordinal);

    private string OtherTokenizer(int size, bool sameText)
    {
        var (input, tokenizer) = (tiny.Text, tiny.New("tokenizer"));
        if (!sameText)
        {
            var random = new Random(1);
            input = tiny.File("other.txt", [.. Enumerable.Range(0, 3000).Select(_ => (byte)random.Next('a', 'z' + 1))]);
        }
        tiny.Do($"tokenizer train --input {{0}} --vocab-size {size} --out {{1}} --threads 1 --quiet", input, tokenizer).Done();
        return tokenizer;
    }
}
