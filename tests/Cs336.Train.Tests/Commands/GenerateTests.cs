using System.Text.Json;
using Xunit;

namespace Cs336.Train.Tests.Commands;

[Collection(ConsoleCollection.Name)]
public sealed class GenerateTests(TinyRun tiny)
{
    private const string Generate = "generate --run {run} --threads 1";

    [Theory]
    [InlineData("--seed 2")]
    [InlineData("--on-overflow slide --max-tokens 40")]
    [InlineData("--top-k 20 --min-p 0.01 --repetition-penalty 1.2 --temperature 1.1 --top-p 0.9")]
    [InlineData("--temperature 0 --on-overflow slide --max-tokens 40")]
    public void A_cache_changes_nothing(string options) => Assert.Equal(
        tiny.Do($"{Generate} --prompt Once {options}").Done(), tiny.Do($"{Generate} --prompt Once --no-cache {options}").Done());

    [Fact]
    public void Sliding_goes_past_the_context_to_the_limit()
    {
        var line = Json($"{Generate} --prompt Once --max-tokens 50 --on-overflow slide --min-tokens 50 --json").Single();
        Assert.Equal(50, line.GetProperty("tokens").GetInt32());
        Assert.Equal("limit", line.GetProperty("end").GetString());
    }

    [Fact]
    public void A_sample_is_what_its_seed_gives_alone_however_many_go_together()
    {
        string Text(string options) => tiny.Do($"{Generate} --prompt Once {options}").Done();
        string[] Samples(string options) => [.. Json($"{Generate} --prompt Once --json --seed 4 {options}").Select(line => TextOf(line) + "\n")];

        string[] alone = [Text("--seed 4"), Text("--seed 5"), Text("--seed 6")];
        Assert.Equal(alone, Samples("--samples 3"));
        Assert.Equal(alone, Samples("--samples 3 --batch-size 2"));
    }

    [Fact]
    public void Prompts_of_a_file_and_of_standard_input_are_continued_each_as_alone()
    {
        string[] alone = [.. new[] { "Once", "The", "A dog" }.Select(prompt =>
            Outcome.Of(["generate", "--run", tiny.Run, "--threads", "1", "--prompt", prompt]).Done().TrimEnd('\n'))];
        var lines = tiny.File("prompts.txt", "Once\n\nThe\r\nA dog"u8);
        var json = tiny.File("prompts.jsonl", "\"Once\"\n{\"prompt\": \"The\"}\n{\"prompt\": \"A dog\", \"more\": 1}\n"u8);

        Assert.Equal(alone, Texts(() => Json($"{Generate} --prompts {{0}} --json", lines)));
        Assert.Equal(alone, Texts(() => Json($"{Generate} --prompts {{0}} --json --batch-size 2", json)));
        Assert.Equal(alone, Texts(() => WithInput("Once\nThe\nA dog\n", () => Json($"{Generate} --prompts - --json"))));

        static string[] Texts(Func<JsonElement[]> lines) => [.. lines().Select(line => TextOf(line).TrimEnd('\n'))];
    }

    [Fact]
    public void Several_texts_stand_in_order_under_headings()
    {
        var prompts = tiny.File("prompts.txt", "Once\nThe\n"u8);
        var output = tiny.Do($"{Generate} --prompts {{0}} --samples 2 --max-tokens 3", prompts).Done();
        var headings = output.Split('\n').Where(line => line.StartsWith("=== ", StringComparison.Ordinal));
        Assert.Equal(
            [
                $"=== {prompts}, line 1, seed 1 ===", $"=== {prompts}, line 1, seed 2 ===",
                $"=== {prompts}, line 2, seed 1 ===", $"=== {prompts}, line 2, seed 2 ===",
            ],
            headings);
    }

    [Fact]
    public void A_stop_string_ends_the_text_and_is_no_part_of_it()
    {
        const string Line = $"{Generate} --prompt Once --seed 3 --on-overflow slide --max-tokens 60";
        var whole = tiny.Do(Line).Done().TrimEnd('\n');
        var stop = whole.Substring(whole.Length / 2, 2);
        var before = whole[..whole.IndexOf(stop, StringComparison.Ordinal)];

        var stopped = Outcome.Of([.. tiny.Words(Line), "--stop", stop, "--stop", "never said"]);
        Assert.Equal(before + "\n", stopped.Done());
        var line = JsonDocument.Parse(Outcome.Of([.. tiny.Words(Line), "--stop", stop, "--json"]).Done()).RootElement;
        Assert.Equal((before, stop, "stop"), (TextOf(line), line.GetProperty("stop").GetString(), line.GetProperty("end").GetString()));
    }

    [Fact]
    public void The_prompt_is_echoed_where_that_is_asked_for()
    {
        var plain = tiny.Do($"{Generate} --prompt Once --max-tokens 5").Done();
        Assert.Equal("Once" + plain, tiny.Do($"{Generate} --prompt Once --max-tokens 5 --echo").Done());
        Assert.Equal("Once" + plain, TextOf(Json($"{Generate} --prompt Once --max-tokens 5 --echo --json").Single()) + "\n");
    }

    [Fact]
    public void An_explanation_names_ten_candidates_of_every_step_for_people_and_programs()
    {
        var lines = tiny.Do($"{Generate} --prompt Once --max-tokens 4 --top-p 1 --explain").Done().Split('\n');
        var steps = Json($"{Generate} --prompt Once --max-tokens 4 --top-p 1 --explain --json").Single().GetProperty("steps");
        Assert.Equal(4, steps.GetArrayLength());
        Assert.All(lines[..4], line => Assert.Equal(10, line.Split(" %").Length - 1));
        foreach (var step in steps.EnumerateArray())
        {
            double[] probabilities = [.. step.GetProperty("candidates").EnumerateArray().Select(c => c.GetProperty("probability").GetDouble())];
            Assert.Equal(10, probabilities.Length);
            Assert.Equal(probabilities.OrderDescending(), probabilities);
            Assert.InRange(probabilities.Sum(), 0.01, 1);
        }
    }

    [Fact]
    public void A_prompt_longer_than_the_context_is_cut_where_it_slides_and_that_is_said()
    {
        var words = new[] { "generate", "--run", tiny.Run, "--threads", "1", "--on-overflow", "slide", "--max-tokens", "3", "--prompt" };
        var outcome = Outcome.Of([.. words, new string('!', 100)]);
        outcome.Done();
        Assert.Contains("context holds 16, so that only the last 8 are kept.", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--temperature -1", "--temperature")]
    [InlineData("--temperature NaN", "--temperature")]
    [InlineData("--top-p 0", "--top-p")]
    [InlineData("--top-p 1.5", "--top-p")]
    [InlineData("--top-k 0", "--top-k")]
    [InlineData("--min-p 2", "--min-p")]
    [InlineData("--repetition-penalty 0", "--repetition-penalty")]
    [InlineData("--max-tokens 0", "--max-tokens")]
    [InlineData("--min-tokens -1", "--min-tokens")]
    [InlineData("--min-tokens 9 --max-tokens 8", "min tokens must be at most max tokens, 8; found 9.")]
    [InlineData("--samples 0", "--samples")]
    [InlineData("--batch-size 0", "--batch-size")]
    [InlineData("--stop=", "--stop")]
    [InlineData("--on-overflow wrap", "'stop' or 'slide', found 'wrap'")]
    public void A_parameter_out_of_range_is_refused_by_name(string options, string said) =>
        Assert.Contains(said, tiny.Do($"{Generate} --prompt Once {options}").Refused(2), StringComparison.Ordinal);

    [Fact]
    public void Prompts_that_cannot_be_read_are_refused_with_their_place()
    {
        string Refused(int code, string file) => tiny.Do($"{Generate} --prompts {{0}}", file).Refused(code);

        Assert.Contains("no such file", Refused(1, tiny.New("missing.txt")), StringComparison.Ordinal);
        Assert.Contains("empty", Refused(1, tiny.File("empty.txt", [])), StringComparison.Ordinal);
        Assert.Contains("found none", Refused(1, tiny.File("blank.txt", "\n\n"u8)), StringComparison.Ordinal);
        Assert.Contains("UTF-8", Refused(1, tiny.File("latin.txt", [(byte)'n', 0xE9])), StringComparison.Ordinal);
        Assert.Contains("line 2: expected a JSON string", Refused(1, tiny.File("bad.jsonl", "\"a\"\n{\"text\": 1}"u8)), StringComparison.Ordinal);
        Assert.Contains("line 2: the prompt has", Refused(2, tiny.File("long.txt", "Once\n!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!"u8)), StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluation_with_a_stride_counts_the_same_tokens_and_a_longer_stride_is_refused()
    {
        const string Evaluate = "evaluate --run {run} --data {tokens} --threads 1";
        long Tokens(string options) => Json($"{Evaluate} --json {options}").Single().GetProperty("tokens").GetInt64();

        Assert.Equal(Tokens("--batch-size 2"), Tokens("--stride 5"));
        Assert.Contains("--stride: expected at most the model's context, 16; found 17.",
            tiny.Do($"{Evaluate} --stride 17").Refused(2), StringComparison.Ordinal);
    }

    private JsonElement[] Json(string line, params string[] paths)
    {
        var output = tiny.Do(line, paths).Done();
        return line.StartsWith("evaluate", StringComparison.Ordinal)
            ? [JsonDocument.Parse(output).RootElement]
            : [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(text => JsonDocument.Parse(text).RootElement)];
    }

    private static string TextOf(JsonElement line) => line.GetProperty("text").GetString()!;

    private static T WithInput<T>(string text, Func<T> work)
    {
        var before = Console.In;
        Console.SetIn(new StringReader(text));
        try
        {
            return work();
        }
        finally
        {
            Console.SetIn(before);
        }
    }
}
