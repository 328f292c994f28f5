using Xunit;

namespace Cs336.Train.Tests;

/// <summary>What each command gets: its defaults, and everything that can be said to it.</summary>
public sealed class CommandOptionsTests
{
    [Fact]
    public void Quickstart_needs_nothing()
    {
        var options = Invocation.OptionsOf<QuickstartOptions>("quickstart");
        Assert.Equal(("quickstart", 2.0, 1L, null, false), (options.Out, options.Minutes, options.Seed, options.Threads, options.Quiet));
        Assert.Empty(options.Input);
    }

    [Fact]
    public void Quickstart_takes_the_users_own_text()
    {
        var options = Invocation.OptionsOf<QuickstartOptions>(
            "quickstart", "--input", "a.txt", "b.txt", "--out", "o", "--minutes", "0.5", "--seed", "7", "--threads", "3", "--quiet");
        Assert.Equal(["a.txt", "b.txt"], options.Input);
        Assert.Equal(("o", 0.5, 7L, 3, true), (options.Out, options.Minutes, options.Seed, options.Threads, options.Quiet));
    }

    [Fact]
    public void Tokenizer_train_registers_the_end_of_text_by_default()
    {
        var options = Invocation.OptionsOf<TokenizerTrainOptions>(
            "tokenizer", "train", "--input", "a", "--vocab-size", "500", "--out", "o");
        Assert.Equal(["<|endoftext|>"], options.SpecialTokens);
        Assert.Equal(["a"], options.Input);
        Assert.Equal((500, "o", null, false), (options.VocabSize, options.Out, options.Threads, options.Quiet));
    }

    [Fact]
    public void Tokenizer_train_registers_exactly_the_special_tokens_given_in_their_order()
    {
        var options = Invocation.OptionsOf<TokenizerTrainOptions>(
            "tokenizer", "train", "--special-token", "<b>", "--special-token=--a", "--input", "a", "--vocab-size", "500", "--out", "o");
        Assert.Equal(["<b>", "--a"], options.SpecialTokens);
    }

    [Fact]
    public void Tokenizer_train_registers_none_when_told_so()
    {
        var options = Invocation.OptionsOf<TokenizerTrainOptions>(
            "tokenizer", "train", "--no-special-tokens", "--input", "a", "--vocab-size", "500", "--out", "o", "--threads", "2", "--quiet");
        Assert.Empty(options.SpecialTokens);
        Assert.Equal((2, true), (options.Threads, options.Quiet));
    }

    [Theory]
    [InlineData("--input", "a", "b", "c")]
    [InlineData("--input", "a", "--input", "b", "--input", "c")]
    [InlineData("--input", "a", "b", "--input=c")]
    public void Tokenizer_train_takes_many_inputs_however_they_are_given(params string[] inputs)
    {
        var options = Invocation.OptionsOf<TokenizerTrainOptions>(
            ["tokenizer", "train", "--vocab-size", "500", .. inputs, "--out", "o"]);
        Assert.Equal(["a", "b", "c"], options.Input);
    }

    [Fact]
    public void Tokenizer_encode_gets_its_paths()
    {
        var options = Invocation.OptionsOf<TokenizerEncodeOptions>(
            "tokenizer", "encode", "--tokenizer", "t", "--input", "i", "-", "--out", "o", "--threads", "2");
        Assert.Equal(["i", "-"], options.Input);
        Assert.Equal(("t", "o", 2, false), (options.Tokenizer, options.Out, options.Threads, options.Quiet));
    }

    [Fact]
    public void Tokenizer_train_takes_counts_instead_of_text()
    {
        var options = Invocation.OptionsOf<TokenizerTrainOptions>(
            "tokenizer", "train", "--counts", "a.counts", "b.counts", "--vocab-size", "500", "--out", "o");
        Assert.Equal(["a.counts", "b.counts"], options.Counts);
        Assert.Empty(options.Input);
    }

    [Fact]
    public void Tokenizer_count_reads_and_writes_standard_streams()
    {
        var options = Invocation.OptionsOf<TokenizerCountOptions>(
            "tokenizer", "count", "--input", "-", "--out", "-", "--special-token", "<a>", "--threads", "3", "--quiet");
        Assert.Equal(["-"], options.Input);
        Assert.Equal(["<a>"], options.SpecialTokens);
        Assert.Equal(("-", 3, true), (options.Out, options.Threads, options.Quiet));
        Assert.Equal(
            ["<|endoftext|>"], Invocation.OptionsOf<TokenizerCountOptions>("tokenizer", "count", "--input", "-", "--out", "-").SpecialTokens);
    }

    [Fact]
    public void Tokenizer_inspect_needs_no_text()
    {
        var alone = Invocation.OptionsOf<TokenizerInspectOptions>("tokenizer", "inspect", "--tokenizer", "t");
        Assert.Equal(("t", 10, false, null, false), (alone.Tokenizer, alone.Longest, alone.Json, alone.Threads, alone.Quiet));
        Assert.Empty(alone.Input);
        var full = Invocation.OptionsOf<TokenizerInspectOptions>(
            "tokenizer", "inspect", "--tokenizer", "t", "--input", "a", "b", "--longest", "3", "--json", "--threads", "2", "--quiet");
        Assert.Equal(["a", "b"], full.Input);
        Assert.Equal((3, true, 2, true), (full.Longest, full.Json, full.Threads, full.Quiet));
    }

    [Fact]
    public void Tokenizer_convert_gets_its_special_tokens_as_they_are()
    {
        var options = Invocation.OptionsOf<TokenizerConvertOptions>(
            "tokenizer", "convert", "--tokenizer", "t", "--out", "o", "--special-token", "<a>=7", "--special-token", "<b>");
        Assert.Equal(("t", "o"), (options.Tokenizer, options.Out));
        Assert.Equal(["<a>=7", "<b>"], options.SpecialTokens);
    }

    [Fact]
    public void Tokenizer_decode_writes_to_standard_output_unless_told_otherwise()
    {
        var toConsole = Invocation.OptionsOf<TokenizerDecodeOptions>("tokenizer", "decode", "--tokenizer", "t", "--input", "i");
        var toFile = Invocation.OptionsOf<TokenizerDecodeOptions>("tokenizer", "decode", "--tokenizer", "t", "--input", "i", "--out", "o");
        Assert.Equal(("t", "i", null), (toConsole.Tokenizer, toConsole.Input, toConsole.Out));
        Assert.Equal("o", toFile.Out);
    }

    [Fact]
    public void Data_synth_has_a_seed_and_a_vocabulary_by_default()
    {
        var options = Invocation.OptionsOf<DataSynthOptions>("data", "synth", "--kind", "stories", "--out", "o", "--megabytes", "0.5");
        Assert.Equal(
            ("stories", "o", 0.5, 1L, null, false),
            (options.Kind, options.Out, options.Megabytes, options.Seed, options.Words, options.Quiet));
    }

    [Fact]
    public void Data_synth_takes_its_own_seed_and_vocabulary()
    {
        var options = Invocation.OptionsOf<DataSynthOptions>(
            "data", "synth", "--kind", "stories", "--out", "o", "--megabytes", "20", "--seed", "-3", "--words", "600", "--quiet");
        Assert.Equal((20.0, -3L, 600, true), (options.Megabytes, options.Seed, options.Words, options.Quiet));
    }

    [Theory]
    [InlineData("--run", "r", "r", null)]
    [InlineData("--checkpoint", "c", null, "c")]
    public void Evaluate_and_generate_take_a_run_or_a_checkpoint(string option, string value, string? run, string? checkpoint)
    {
        var evaluate = Invocation.OptionsOf<EvaluateOptions>("evaluate", option, value, "--data", "d");
        var generate = Invocation.OptionsOf<GenerateOptions>("generate", option, value, "--prompt", "p");
        Assert.Equal((run, checkpoint), (evaluate.Run, evaluate.Checkpoint));
        Assert.Equal((run, checkpoint), (generate.Run, generate.Checkpoint));
    }

    [Fact]
    public void Evaluate_leaves_to_the_run_what_was_not_given()
    {
        var plain = Invocation.OptionsOf<EvaluateOptions>("evaluate", "--run", "r", "--data", "d");
        Assert.Equal(("d", null, null, null), (plain.Data, plain.BatchSize, plain.Device, plain.Threads));
        Assert.Equal((false, false), (plain.Json, plain.Quiet));

        var full = Invocation.OptionsOf<EvaluateOptions>(
            "evaluate", "--run", "r", "--data", "d", "--batch-size", "8", "--stride", "9", "--device", "cpu", "--threads", "1", "--json", "--quiet");
        Assert.Equal((8, 9, "cpu", 1, true, true), (full.BatchSize, full.Stride, full.Device, full.Threads, full.Json, full.Quiet));
    }

    [Fact]
    public void Generate_has_a_default_for_all_but_the_model_and_the_prompt()
    {
        var plain = Invocation.OptionsOf<GenerateOptions>("generate", "--run", "r", "--prompt", "Once");
        Assert.Equal(("Once", 256, 0.8, 0.95, 1L), (plain.Prompt, plain.MaxTokens, plain.Temperature, plain.TopP, plain.Seed));
        Assert.Equal((null, null, null, false), (plain.Tokenizer, plain.Device, plain.Threads, plain.Json));

        var full = Invocation.OptionsOf<GenerateOptions>(
            "generate", "--run", "r", "--prompt", "p", "--max-tokens", "9", "--temperature", "0", "--top-p", "1", "--seed", "5",
            "--tokenizer", "t", "--device", "cuda", "--threads", "4", "--json");
        Assert.Equal((9, 0.0, 1.0, 5L), (full.MaxTokens, full.Temperature, full.TopP, full.Seed));
        Assert.Equal(("t", "cuda", 4, true), (full.Tokenizer, full.Device, full.Threads, full.Json));
    }

    [Fact]
    public void Account_has_the_rate_and_the_budget_of_the_assignment_by_default()
    {
        var plain = Invocation.OptionsOf<AccountOptions>("account", "--preset", "gpt2-xl");
        Assert.Equal(("gpt2-xl", null, null, null, null), (plain.Preset, plain.Config, plain.ContextLength, plain.BatchSize, plain.Steps));
        Assert.Equal((80_000_000_000, 0.5, 19.5e12), (plain.MemoryBudget, plain.Mfu, plain.Peak));
        Assert.Equal((false, false), (plain.Json, plain.Markdown));

        var full = Invocation.OptionsOf<AccountOptions>(
            "account", "--config", "c.json", "--context-length", "16384", "--memory-budget", "24GiB", "--batch-size", "8", "--steps", "9",
            "--mfu", "0.4", "--peak", "989T", "--json");
        Assert.Equal((null, "c.json", 16_384, 8, 9), (full.Preset, full.Config, full.ContextLength, full.BatchSize, full.Steps));
        Assert.Equal((24L << 30, 0.4, 989e12), (full.MemoryBudget, full.Mfu, full.Peak));
        Assert.True(full.Json);
        Assert.True(Invocation.OptionsOf<AccountOptions>("account", "--preset", "owt", "--markdown").Markdown);
    }

    [Fact]
    public void Doctor_needs_nothing()
    {
        var plain = Invocation.OptionsOf<DoctorOptions>("doctor");
        Assert.Equal((null, ".", false), (plain.Device, plain.Run, plain.Json));

        var full = Invocation.OptionsOf<DoctorOptions>("doctor", "--device", "cuda:1", "--run", "r", "--json");
        Assert.Equal(("cuda:1", "r", true), (full.Device, full.Run, full.Json));
    }

    [Theory]
    [InlineData("train --data d", false)]
    [InlineData("train --data d --trace-shapes", true)]
    [InlineData("evaluate --run r --data d", false)]
    [InlineData("evaluate --run r --data d --trace-shapes", true)]
    [InlineData("generate --run r --prompt p", false)]
    [InlineData("generate --run r --prompt p --trace-shapes", true)]
    public void Shapes_are_traced_where_it_is_asked_for(string line, bool traced) => Assert.Equal(
        traced,
        Invocation.Of(line.Split(' ')).Options switch
        {
            TrainOptions options => options.TraceShapes,
            EvaluateOptions options => options.TraceShapes,
            GenerateOptions options => options.TraceShapes,
            _ => throw new NotSupportedException(line),
        });
    [Theory]
    [InlineData("tinystories")]
    [InlineData("owt")]
    public void Data_fetch_takes_mirrors_in_their_order(string name)
    {
        var plain = Invocation.OptionsOf<DataFetchOptions>("data", "fetch", name);
        Assert.Equal((name, "data", false, false), (plain.Name, plain.Out, plain.Unverified, plain.Quiet));
        Assert.Empty(plain.Mirrors);

        var full = Invocation.OptionsOf<DataFetchOptions>(
            "data", "fetch", name, "--mirror", "https://a.example/b", "--mirror=http://127.0.0.1:8000", "--out", "o", "--unverified", "--quiet");
        Assert.Equal([new Uri("https://a.example/b"), new Uri("http://127.0.0.1:8000")], full.Mirrors);
        Assert.Equal(("o", true, true), (full.Out, full.Unverified, full.Quiet));
    }

    [Fact]
    public void Report_takes_its_runs_without_a_name_wherever_they_stand()
    {
        var options = Invocation.OptionsOf<ReportOptions>("report", "a", "b", "--out", "o", "c");
        Assert.Equal(["a", "b", "c"], options.Runs);
        Assert.Equal("o", options.Out);
        Assert.Equal("report", Invocation.OptionsOf<ReportOptions>("report", "a").Out);
    }

    [Fact]
    public void Writeup_takes_the_experiments_a_scale_and_a_folder()
    {
        var options = Invocation.OptionsOf<WriteupOptions>("writeup", "--experiments", "e", "--scale", "full", "--out", "o");
        Assert.Equal(("e", "full", "o"), (options.Experiments, options.Scale, options.Out));
        options = Invocation.OptionsOf<WriteupOptions>("writeup");
        Assert.Equal(("experiments", null, "writeup"), (options.Experiments, options.Scale, options.Out));
    }

    [Fact]
    public void Export_takes_a_run_or_a_checkpoint_and_a_form()
    {
        var options = Invocation.OptionsOf<ExportOptions>("export", "--run", "r", "--to", "huggingface", "--out", "o", "--tokenizer", "t");
        Assert.Equal(("r", null, "huggingface", "o", "t"), (options.Run, options.Checkpoint, options.To, options.Out, options.Tokenizer));
        Assert.Equal("c", Invocation.OptionsOf<ExportOptions>("export", "--checkpoint", "c", "--to", "torchsharp", "--out", "o").Checkpoint);
    }

    [Theory]
    [InlineData("'cs336 report' needs options that were not given: '<RUN>'.", "report", "--out", "o")]
    [InlineData("unknown option '--fast' of 'cs336 report'; 'cs336 report --help' lists what there is.", "report", "a", "--fast")]
    [InlineData("option '--mirror' expects an http or https address, found 'ftp://a'.", "data", "fetch", "owt", "--mirror", "ftp://a")]
    [InlineData("option '--to' expects 'torchsharp' or 'huggingface' or 'gguf', found 'onnx'.", "export", "--to", "onnx", "--run", "r", "--out", "o")]
    [InlineData("option '--scale' expects 'smoke' or 'low' or 'full', found 'large'.", "writeup", "--scale", "large")]
    [InlineData("'cs336 export' needs '--run' or '--checkpoint', found neither.", "export", "--to", "torchsharp", "--out", "o")]
    public void What_these_cannot_take_is_refused(string sentence, params string[] words) =>
        Assert.Equal(sentence, Invocation.RefusalOf(words));
    [Fact]
    public void Generate_draws_plainly_unless_told_otherwise()
    {
        var plain = Invocation.OptionsOf<GenerateOptions>("generate", "--run", "r", "--prompt", "p");
        Assert.Equal((1, 16, 0, 1.0, null, 0.0), (plain.Samples, plain.BatchSize, plain.MinTokens, plain.RepetitionPenalty, plain.TopK, plain.MinP));
        Assert.Equal(("stop", null, false), (plain.OnOverflow, plain.Prompts, plain.Interactive));
        Assert.Equal((false, false, false, false), (plain.Echo, plain.Explain, plain.Json, plain.NoCache));
        Assert.Empty(plain.Stop);

        var full = Invocation.OptionsOf<GenerateOptions>(
            "generate", "--run", "r", "--prompts", "-", "--samples", "3", "--batch-size", "8", "--min-tokens", "0", "--repetition-penalty",
            "1.2", "--top-k", "40", "--min-p", "1", "--stop", "a", "--stop=--seed", "--on-overflow", "slide", "--echo", "--explain", "--json",
            "--no-cache");
        Assert.Equal((3, 8, 0, 1.2, 40, 1.0), (full.Samples, full.BatchSize, full.MinTokens, full.RepetitionPenalty, full.TopK, full.MinP));
        Assert.Equal(("slide", "-", false), (full.OnOverflow, full.Prompts, full.Interactive));
        Assert.Equal((true, true, true, true), (full.Echo, full.Explain, full.Json, full.NoCache));
        Assert.Equal(["a", "--seed"], full.Stop);
    }
}
