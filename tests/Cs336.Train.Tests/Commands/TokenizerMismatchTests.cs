using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>Ids mean nothing without the tokenizer that made them: another one is refused (exit code 2) wherever it turns up.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class TokenizerMismatchTests(TinyRun tiny)
{
    /// <summary>Of another size; of the same size, trained on another text.</summary>
    public static TheoryData<int, string> Others => new() { { TinyRun.VocabSize - 10, "same text" }, { TinyRun.VocabSize, "Other words make other merges. " } };

    [Theory]
    [MemberData(nameof(Others))]
    public void Generation_with_another_tokenizer_is_refused(int size, string text)
    {
        var other = OtherTokenizer(size, text);
        Refused("generate --run {run} --prompt Once --tokenizer {0}", other);
        Refused("generate --checkpoint {checkpoint} --prompt Once --tokenizer {0}", other);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Run_whose_tokenizer_was_exchanged_is_refused(int size, string text)
    {
        var run = tiny.CopyOfRun();
        Directory.Delete(Path.Combine(run, "tokenizer"), recursive: true);
        TemporaryFolder.Copy(OtherTokenizer(size, text), Path.Combine(run, "tokenizer"));
        Refused("generate --run {0} --prompt Once", run);
        Refused("evaluate --run {0} --data {tokens}", run);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Evaluation_on_ids_of_another_tokenizer_is_refused(int size, string text)
    {
        var ids = tiny.New("other.npy");
        tiny.Do("tokenizer encode --tokenizer {0} --input {text} --out {1} --quiet", OtherTokenizer(size, text), ids).Done();
        Refused("evaluate --run {run} --data {0}", ids);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Training_with_another_tokenizer_than_the_one_that_encoded_is_refused(int size, string text)
    {
        var run = tiny.New();
        var sentence = tiny.Do($"train --data {{tokens}} --tokenizer {{0}} --run {{1}} {TinyRun.Sizes}", OtherTokenizer(size, text), run).Refused(2);
        Assert.Contains("did not encode", sentence, StringComparison.Ordinal);
        Assert.False(Path.Exists(run));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Resuming_with_another_tokenizer_is_refused(int size, string text)
    {
        var sentence = tiny.Do("train --resume --run {run} --tokenizer {0}", OtherTokenizer(size, text)).Refused(2);
        Assert.Contains("tokenizerSha256", sentence, StringComparison.Ordinal);
    }

    private void Refused(string line, string path) =>
        Assert.Contains("does not match the checkpoint", tiny.Do(line, path).Refused(2), StringComparison.Ordinal);

    private string OtherTokenizer(int size, string text)
    {
        var (input, tokenizer) = (tiny.Text, tiny.New("tokenizer"));
        if (size == TinyRun.VocabSize)
        {
            input = tiny.New("other.txt");
            var random = new Random(1);
            File.WriteAllText(input, string.Concat(Enumerable.Range(0, 3000).Select(_ => (char)random.Next('a', 'z' + 1))) + text);
        }
        tiny.Do($"tokenizer train --input {{0}} --vocab-size {size} --out {{1}} --threads 1 --quiet", input, tokenizer).Done();
        return tokenizer;
    }
}
