using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using Cs336.Model.Data;
using Cs336.Tokenizer;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>What the tokenizer's commands do beyond the journey: inputs of all kinds, counts in parts, other forms, inspection.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class TokenizerCommandsTests(TinyRun tiny)
{
    private static readonly string[] TokenizerFiles = ["vocab.json", "merges.txt", "special_tokens.json", "tokenizer.json"];

    private static readonly byte[][] Parts =
        [[.. "Once upon a time<|endoftext|>the end\n"u8], [.. "über 中文 🙂 don't\r\n\r\n "u8, 0xFF, 0xE2], [.. " upon a  time"u8]];

    [Fact]
    public void Gzipped_text_is_text()
    {
        var zipped = Gzip("text.txt.gz", File.ReadAllBytes(tiny.Text));
        var (tokenizer, ids) = (tiny.New("tokenizer"), tiny.New("ids.npy"));
        tiny.Do("tokenizer train --input {0} --vocab-size 320 --out {1} --quiet", zipped, tokenizer).Done();
        tiny.Do("tokenizer encode --tokenizer {tokenizer} --input {0} --out {1} --quiet", zipped, ids).Done();
        AssertSameTokenizer(tiny.Tokenizer, tokenizer);
        Assert.Equal(File.ReadAllBytes(tiny.Tokens), File.ReadAllBytes(ids));
        Assert.Equal(Value(Path.Combine(tiny.Tokenizer, "training.json"), "corpusSha256"), Value(Path.Combine(tokenizer, "training.json"), "corpusSha256"));
        Assert.Equal(Value(tiny.Tokens + ".json", "sourceBytes"), Value(ids + ".json", "sourceBytes"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Standard_input_is_text_gzipped_or_not(bool zipped)
    {
        var content = File.ReadAllBytes(zipped ? Gzip("text.txt.gz", File.ReadAllBytes(tiny.Text)) : tiny.Text);
        var (tokenizer, ids) = (tiny.New("tokenizer"), tiny.New("ids.npy"));
        using var train = Cs336Process.Start(tiny.Words("tokenizer train --input - --vocab-size 320 --out {0} --quiet", tokenizer), content);
        train.End().Done();
        using var encode = Cs336Process.Start(tiny.Words("tokenizer encode --tokenizer {tokenizer} --input - --out {0} --quiet", ids), content);
        encode.End().Done();
        AssertSameTokenizer(tiny.Tokenizer, tokenizer);
        Assert.Equal(File.ReadAllBytes(tiny.Tokens), File.ReadAllBytes(ids));
    }

    [SkippableFact]
    public void Named_pipe_is_text()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Pipes have names on Linux.");
        var (pipe, ids) = (tiny.New("pipe"), tiny.New("ids.npy"));
        using (var made = Process.Start("mkfifo", [pipe]))
            made.WaitForExit();
        var writing = Task.Run(() =>
        {
            using var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write);
            writer.Write(File.ReadAllBytes(tiny.Text));
        });
        tiny.Do("tokenizer encode --tokenizer {tokenizer} --input {0} --out {1} --quiet", pipe, ids).Done();
        Assert.True(writing.Wait(TimeSpan.FromMinutes(1)));
        Assert.Equal(File.ReadAllBytes(tiny.Tokens), File.ReadAllBytes(ids));
    }

    [SkippableFact]
    public void Waiting_for_somebody_to_write_to_a_named_pipe_can_be_interrupted()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Pipes have names on Linux.");
        var (pipe, ids) = (tiny.New("pipe"), tiny.New("ids.npy"));
        using (var made = Process.Start("mkfifo", [pipe]))
            made.WaitForExit();
        using var process = Cs336Process.Start(tiny.Words("tokenizer encode --tokenizer {tokenizer} --input {0} --out {1} --quiet", pipe, ids));
        // Nothing tells that it waits.
        Thread.Sleep(TimeSpan.FromSeconds(2));
        process.Signal(Cs336Process.Interrupt);
        Assert.Equal(130, process.End().ExitCode);
        Assert.False(File.Exists(ids));
    }

    [Fact]
    public void Id_in_a_gap_of_the_vocabulary_is_named_with_its_place_in_the_file()
    {
        var (gpt2, tokenizer, ids) = (Directory.CreateDirectory(tiny.New("gpt2")).FullName, tiny.New("tokenizer"), tiny.New("ids.npy"));
        var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(tiny.Tokenizer, "vocab.json")))!;
        vocabulary.Add("far", 5000);
        File.WriteAllText(Path.Combine(gpt2, "vocab.json"), JsonSerializer.Serialize(vocabulary));
        File.Copy(Path.Combine(tiny.Tokenizer, "merges.txt"), Path.Combine(gpt2, "merges.txt"));
        tiny.Do("tokenizer convert --tokenizer {0} --out {1}", gpt2, tokenizer).Done();
        var written = Enumerable.Repeat(5000, 70_000).ToArray();
        written[66_000] = 3000;
        using (var writer = new TokenFileWriter(ids, 5001))
        {
            writer.Write(written);
            writer.Complete();
        }
        Assert.EndsWith(
            "ids.npy: id 3000 at index 66000 is not in the vocabulary.",
            tiny.Do("tokenizer decode --tokenizer {0} --input {1} --out {2}", tokenizer, ids, tiny.New("text.txt")).Refused(1));
    }

    [SkippableTheory]
    [InlineData("tokenizer decode --tokenizer {tokenizer} --input {tokens}")]
    [InlineData("tokenizer count --input {text} --out - --quiet")]
    public void Full_standard_output_is_an_error_that_names_it(string command)
    {
        Skip.IfNot(File.Exists("/dev/full"), "Only some systems have a device that is always full.");
        var outcome = Cs336Process.RunScript(["bash", "-c", $"$CS336 {string.Join(' ', tiny.Words(command))} > /dev/full"]);
        Assert.Equal((1, "standard output: No space left on device"), (outcome.ExitCode, outcome.Error.Split(" : ")[0].Trim()));
    }

    [Fact]
    public void Several_texts_are_encoded_one_after_the_other_each_on_its_own()
    {
        string[] paths = [tiny.File("0.txt", Parts[0]), Gzip("1.txt.gz", Parts[1]), tiny.File("2.txt", Parts[2])];
        var (ids, back) = (tiny.New("ids.npy"), tiny.New("back.txt"));
        tiny.Do("tokenizer encode --tokenizer {tokenizer} --input {0} {1} {2} --out {3} --quiet", [.. paths, ids]).Done();
        tiny.Do("tokenizer decode --tokenizer {tokenizer} --input {0} --out {1}", ids, back).Done();
        Assert.Equal(Parts.SelectMany(part => part), File.ReadAllBytes(back));
        Assert.Equal("4", Value(ids + ".json", "documents"));
        var tokenizer = BpeTokenizer.Load(tiny.Tokenizer);
        Assert.Equal($"{Parts.Sum(part => tokenizer.Encode(part.AsSpan()).Length)}", Value(ids + ".json", "tokens"));
    }

    [Fact]
    public void Counting_in_parts_equals_counting_at_once()
    {
        string[] texts = [tiny.File("0.txt", Parts[0]), Gzip("1.txt.gz", Parts[1]), tiny.File("2.txt", Parts[2]), tiny.Text];
        var counts = texts.Select((text, index) =>
        {
            var path = tiny.New($"{index}.counts");
            tiny.Do("tokenizer count --input {0} --out {1} --quiet", text, path).Done();
            return path;
        }).ToArray();
        var (atOnce, inParts, fromText) = (tiny.New("at-once.counts"), tiny.New("in-parts"), tiny.New("from-text"));
        tiny.Do("tokenizer count --input {0} {1} {2} {3} --out {4} --quiet", [.. texts, atOnce]).Done();
        tiny.Do("tokenizer train --input {0} {1} {2} {3} --vocab-size 400 --out {4} --quiet", [.. texts, fromText]).Done();

        // In any order, and added up on the way.
        foreach (var order in new[] { counts, [.. counts.Reverse()], [atOnce] })
        {
            var words = order.Select((_, index) => $"{{{index + 1}}}");
            tiny.Do($"tokenizer train --counts {string.Join(' ', words)} --vocab-size 400 --out {{0}} --quiet", [inParts, .. order]).Done();
            AssertSameTokenizer(fromText, inParts);
        }
        var summed = tiny.New("summed.counts");
        CorpusCounts.Load(counts).Save(summed);
        Assert.Equal(File.ReadAllText(atOnce), File.ReadAllText(summed));
    }

    [Fact]
    public void Counts_flow_through_standard_streams()
    {
        using var process = Cs336Process.Start(tiny.Words("tokenizer count --input - --out - --quiet"), "to be or not to be<|endoftext|> to"u8.ToArray());
        Assert.Equal(
            """{"format":"cs336-counts","version":1,"pattern":"gpt2","specialTokens":["<|endoftext|>"],"bytes":34,"preTokens":5,"occurrences":7}"""
            + "\n2\tĠbe\n1\tĠnot\n1\tĠor\n2\tĠto\n1\tto\n",
            process.End().Done());
    }

    [Fact]
    public void Counts_of_other_special_tokens_or_a_damaged_file_are_refused()
    {
        var (counts, others, made) = (tiny.New("a.counts"), tiny.New("b.counts"), tiny.New("made"));
        tiny.Do("tokenizer count --input {text} --out {0} --quiet", counts).Done();
        tiny.Do("tokenizer count --input {text} --out {0} --quiet --no-special-tokens", others).Done();
        const string Train = "tokenizer train --vocab-size 400 --out {0} --quiet --counts {1}";
        Assert.EndsWith(
            "b.counts was counted with other special tokens than the counts before it: expected \"<|endoftext|>\", found none.",
            tiny.Do(Train + " {2}", made, counts, others).Refused(2));
        var lines = File.ReadAllLines(counts);
        File.WriteAllLines(counts, lines[..^1]);
        Assert.Contains("a.counts is incomplete: ", tiny.Do(Train, made, counts).Refused(1), StringComparison.Ordinal);
        File.WriteAllLines(counts, [lines[0], "x\ty"]);
        Assert.Contains(
            "a.counts is malformed in line 2: expected a count, a tab and a pre-token in GPT-2's spelling, found \"x",
            tiny.Do(Train, made, counts).Refused(1),
            StringComparison.Ordinal);
        Assert.False(Path.Exists(made));
    }

    [Fact]
    public void Damaged_or_empty_compressed_text_is_refused_and_nothing_is_made()
    {
        var whole = File.ReadAllBytes(Gzip("a.gz", File.ReadAllBytes(tiny.Text)));
        var damaged = whole.ToArray();
        damaged[damaged.Length / 2] ^= 0x55;
        foreach (var (content, said) in new[] { (damaged, "gzip"), (whole[..^20], "gzip"), (File.ReadAllBytes(Gzip("empty.gz", [])), "empty") })
        {
            var path = tiny.File("damaged.gz", content);
            foreach (var line in new[]
            {
                "tokenizer train --input {0} --vocab-size 300 --out {1} --quiet",
                "tokenizer count --input {0} --out {1} --quiet",
                "tokenizer encode --tokenizer {tokenizer} --input {0} --out {1} --quiet",
            })
            {
                var made = tiny.New("made");
                Assert.Contains(said, tiny.Do(line, path, made).Refused(1), StringComparison.Ordinal);
                Assert.False(Path.Exists(made));
            }
        }
        Assert.Contains("twice", tiny.Do("tokenizer count --input - - --out x").Refused(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokenizer train --input - --vocab-size 300 --out {0}")]
    [InlineData("tokenizer count --input - --out {0}")]
    [InlineData("tokenizer encode --tokenizer {tokenizer} --input - --out {0}")]
    public void Interrupted_work_leaves_nothing_behind(string line)
    {
        var made = tiny.New("made");
        using var process = Cs336Process.Start(tiny.Words(line, made), input: null);
        // More than one piece of text, and no end: the command works on it and waits for more.
        process.WaitForError("MB", feed: Enumerable.Repeat("word and "u8.ToArray(), 4_000).SelectMany(word => word).ToArray());
        process.Signal(Cs336Process.Interrupt);
        Assert.Equal(130, process.End().ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(made)!, Path.GetFileName(made) + "*"));
    }

    [Theory]
    [InlineData("é", "the byte 0xE9")]
    [InlineData("Ġa", "the bytes 2061")]
    public void Special_token_that_could_not_be_saved_is_refused_before_training(string special, string spelled)
    {
        var made = tiny.New("made");
        foreach (var line in new[] { "train --vocab-size 300 --input", "count --input" })
        {
            Assert.Contains(
                spelled,
                tiny.Do($"tokenizer {line} {{text}} --out {{0}} --special-token {special}", made).Refused(2),
                StringComparison.Ordinal);
        }
        Assert.False(Path.Exists(made));
    }

    [Fact]
    public void Inspection_says_the_same_to_people_and_to_programs()
    {
        using var json = JsonDocument.Parse(tiny.Do("tokenizer inspect --tokenizer {tokenizer} --input {text} --json").Done());
        var human = tiny.Do("tokenizer inspect --tokenizer {tokenizer} --input {text} --quiet --longest 3").Done();
        var root = json.RootElement;
        var encoding = root.GetProperty("encoding");
        var (bytes, tokens) = (encoding.GetProperty("bytes").GetInt64(), encoding.GetProperty("tokens").GetInt64());

        Assert.Equal(TinyRun.VocabSize, root.GetProperty("vocabularySize").GetInt32());
        Assert.Equal(TinyRun.VocabSize - 257, root.GetProperty("merges").GetInt32());
        Assert.Equal(new FileInfo(tiny.Text).Length, bytes);
        Assert.Equal(Value(tiny.Tokens + ".json", "tokens"), $"{tokens}");
        Assert.Equal((double)bytes / tokens, encoding.GetProperty("bytesPerToken").GetDouble(), 1e-9);
        Assert.True(encoding.GetProperty("secondsFor825GB").GetDouble() > 1);
        var lengths = root.GetProperty("longestTokens").EnumerateArray().Select(token => token.GetProperty("bytes").GetInt32()).ToList();
        Assert.Equal(10, lengths.Count);
        Assert.Equal(lengths.OrderDescending(), lengths);
        Assert.Contains(FormattableString.Invariant($"{(double)bytes / tokens:F3} bytes per token, {tokens:N0} tokens of {bytes:N0} bytes."), human);
        Assert.Contains("825 GB", human, StringComparison.Ordinal);
        Assert.Equal(3, human.Split('\n').Count(line => line.Contains(" bytes  ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Tokenizer_goes_through_every_form_and_comes_back()
    {
        var (json, tiktoken, fromJson, fromTiktoken) = (tiny.New("t.json"), tiny.New("t.tiktoken"), tiny.New("a"), tiny.New("b"));
        tiny.Do("tokenizer convert --tokenizer {tokenizer} --out {0}", json).Done();
        tiny.Do("tokenizer convert --tokenizer {0} --out {1}", json, fromJson).Done();
        tiny.Do("tokenizer convert --tokenizer {0} --out {1}", fromJson, tiktoken).Done();
        tiny.Do("tokenizer convert --tokenizer {0} --special-token <|endoftext|>=0 --out {1}", tiktoken, fromTiktoken).Done();
        AssertSameTokenizer(tiny.Tokenizer, fromJson);
        AssertSameTokenizer(tiny.Tokenizer, fromTiktoken);

        // GPT-2's two files alone.
        File.Delete(Path.Combine(fromJson, "special_tokens.json"));
        File.Delete(Path.Combine(fromJson, "tokenizer.json"));
        var fromTwoFiles = tiny.New("c");
        tiny.Do("tokenizer convert --tokenizer {0} --special-token <|endoftext|> --out {1}", fromJson, fromTwoFiles).Done();
        AssertSameTokenizer(tiny.Tokenizer, fromTwoFiles);
    }

    [Fact]
    public void Special_tokens_id_that_no_token_can_have_is_refused()
    {
        var tiktoken = tiny.New("t.tiktoken");
        tiny.Do("tokenizer convert --tokenizer {tokenizer} --out {0}", tiktoken).Done();
        var refusal = tiny.Do("tokenizer convert --tokenizer {0} --special-token <s>=99999999999 --out {1}", tiktoken, tiny.New()).Refused(2);
        Assert.Contains("expected TEXT=ID with an id of at most 2147483647, found '<s>=99999999999'", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_one_of_GPT2s_two_files_is_named()
    {
        var folder = Directory.CreateDirectory(tiny.New()).FullName;
        File.Copy(Path.Combine(tiny.Tokenizer, "vocab.json"), Path.Combine(folder, "vocab.json"));
        var refusal = tiny.Do("tokenizer convert --tokenizer {0} --special-token <|endoftext|> --out {1}", folder, tiny.New()).Refused(1);
        Assert.Contains($"{folder}/merges.txt does not exist", refusal, StringComparison.Ordinal);
    }

    private string Gzip(string name, ReadOnlySpan<byte> content)
    {
        var path = tiny.New(name);
        using var zipped = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        zipped.Write(content);
        return path;
    }

    private static string Value(string json, string key)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(json));
        return document.RootElement.GetProperty(key).ToString();
    }

    private static void AssertSameTokenizer(string expected, string found) => Assert.All(
        TokenizerFiles, name => Assert.Equal(File.ReadAllText(Path.Combine(expected, name)), File.ReadAllText(Path.Combine(found, name))));
}
