using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests;

/// <summary>Any text gets through as it is, also one that reads like an option.</summary>
public sealed class TextOptionTests
{
    private static readonly string[] GenerateOptionNames =
    [
        "--run", "--checkpoint", "--prompt", "--prompts", "--interactive", "--samples", "--batch-size", "--max-tokens", "--min-tokens",
        "--repetition-penalty", "--temperature", "--top-k", "--top-p", "--min-p", "--seed", "--stop", "--on-overflow", "--echo", "--explain",
        "--json", "--no-cache", "--tokenizer", "--device", "--threads", "--help", "-h",
    ];

    private static string PromptOf(params string[] prompt) =>
        Invocation.OptionsOf<GenerateOptions>(["generate", .. prompt, "--run", "r"]).Prompt;

    [Property(Replay = "1,1")]
    public bool Any_prompt_gets_through_behind_an_equals_sign(string prompt) => PromptOf($"--prompt={prompt}") == (prompt ?? "");

    [Property(Replay = "1,1")]
    public bool Any_prompt_that_is_no_option_gets_through_as_the_next_word(NonNull<string> prompt) =>
        GenerateOptionNames.Contains(prompt.Get.Split('=')[0]) || PromptOf("--prompt", prompt.Get) == prompt.Get;

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData("-x")]
    [InlineData("--x")]
    [InlineData("---seed")]
    [InlineData("--seeds=1")]
    [InlineData("train")]
    [InlineData("a=b")]
    [InlineData("=")]
    [InlineData("two\nlines")]
    [InlineData("naïve 🦜")]
    public void Odd_prompts_get_through_either_way(string prompt)
    {
        Assert.Equal(prompt, PromptOf("--prompt", prompt));
        Assert.Equal(prompt, PromptOf($"--prompt={prompt}"));
    }

    [Fact]
    public void A_prompt_that_is_an_option_needs_the_equals_sign_and_the_refusal_says_so()
    {
        Assert.All(
            GenerateOptionNames.SelectMany(name => new[] { name, name + "=3" }),
            prompt =>
            {
                Assert.Equal(prompt, PromptOf($"--prompt={prompt}"));
                Assert.Equal(
                    $"option '--prompt' of 'cs336 generate' expects a value <TEXT>, found the option '{prompt}'; "
                    + $"write '--prompt={prompt}' where that is meant as the value.",
                    Invocation.RefusalOf("generate", "--run", "r", "--prompt", prompt));
            });
    }

    [Property(Replay = "1,1")]
    public bool Any_path_but_the_empty_one_gets_through(NonEmptyString path) =>
        Invocation.OptionsOf<TokenizerDecodeOptions>("tokenizer", "decode", $"--input={path.Get}", "--tokenizer", "t").Input == path.Get;

    [Theory]
    [InlineData("option '--out' expects a text that is not empty, found ''.", "quickstart", "--out", "")]
    [InlineData("option '--input' expects texts that are not empty, found ''.", "quickstart", "--input", "a", "")]
    [InlineData("option '--device' expects a text that is not empty, found ''.", "train", "--data", "d", "--device=")]
    [InlineData(
        "option '--special-token' expects a text that is not empty, found ''.",
        "tokenizer", "train", "--input", "i", "--vocab-size", "300", "--out", "o", "--special-token", "")]
    public void An_empty_text_is_refused_where_it_means_nothing(string sentence, params string[] argv) =>
        Assert.Equal(sentence, Invocation.RefusalOf(argv));
}
