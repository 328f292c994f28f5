namespace Cs336.Train.Tests.Commands;

/// <summary>
/// A text, its tokenizer and ids, and a finished run of six steps on them, made by the commands themselves, once for all tests.
/// </summary>
public sealed class TinyRun : IDisposable
{
    public const int VocabSize = 320;
    public const int ContextLength = 16;

    /// <summary>A model and a run so small that a step takes a millisecond.</summary>
    public const string Sizes =
        "--threads 1 --quiet --d-model 16 --n-layers 1 --n-heads 2 --context-length 16 --batch-size 2 --eval-batches 2";

    /// <summary>The options that decide what <see cref="Run"/> computes.</summary>
    public const string Options = $"{Sizes} --steps 6 --eval-interval 2 --learning-rate 0.004";

    private readonly TemporaryFolder folder = new();
    private int named;

    public TinyRun()
    {
        Do("data synth --kind stories --out {text} --megabytes 0.05 --words 300 --seed 7 --quiet").Done();
        Do("tokenizer train --input {text} --vocab-size 320 --out {tokenizer} --threads 1 --quiet").Done();
        Do("tokenizer encode --tokenizer {tokenizer} --input {text} --out {tokens} --threads 1 --quiet").Done();
        Trained = Do($"train --data {{tokens}} --run {{run}} {Options}");
        Trained.Done();
    }

    public string Text => folder.In("text.txt");

    public string Tokenizer => folder.In("tokenizer");

    public string Tokens => folder.In("tokens.npy");

    public string Run => folder.In("run");

    public string Checkpoint => Path.Combine(Run, "checkpoints", "step-00000006");

    /// <summary>What came of the training.</summary>
    public Outcome Trained { get; }

    /// <summary>A path in the same folder that nothing has yet.</summary>
    public string New(string name = "new") => folder.In($"{++named}-{name}");

    /// <summary>A new file.</summary>
    public string File(string name, ReadOnlySpan<byte> content)
    {
        var path = New(name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>A copy of the run, to be damaged.</summary>
    public string CopyOfRun()
    {
        var copy = New("run");
        TemporaryFolder.Copy(Run, copy);
        return copy;
    }

    /// <summary>A copy of the ids and their description.</summary>
    public string CopyOfTokens()
    {
        var copy = New("tokens.npy");
        System.IO.File.Copy(Tokens, copy);
        System.IO.File.Copy(Tokens + ".json", copy + ".json");
        return copy;
    }

    /// <summary>
    /// Runs a command line in which <c>{text}</c>, <c>{tokenizer}</c>, <c>{tokens}</c>, <c>{run}</c> and <c>{checkpoint}</c> stand for
    /// what is here, <c>{0}</c>, <c>{1}</c> … for the paths given.
    /// </summary>
    public Outcome Do(string line, params string[] paths) => Outcome.Of(Words(line, paths));

    /// <summary>The words of such a line.</summary>
    public IEnumerable<string> Words(string line, params string[] paths) => line.Split(' ').Select(word =>
    {
        word = word
            .Replace("{text}", Text, StringComparison.Ordinal)
            .Replace("{tokenizer}", Tokenizer, StringComparison.Ordinal)
            .Replace("{tokens}", Tokens, StringComparison.Ordinal)
            .Replace("{run}", Run, StringComparison.Ordinal)
            .Replace("{checkpoint}", Checkpoint, StringComparison.Ordinal);
        for (var i = 0; i < paths.Length; i++)
            word = word.Replace($"{{{i}}}", paths[i], StringComparison.Ordinal);
        return word;
    });

    public void Dispose() => folder.Dispose();
}
