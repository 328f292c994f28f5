using System.Globalization;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests;

/// <summary>Which texts are numbers to an option, and what is said about the others.</summary>
public sealed class NumberOptionTests
{
    private static string[] Train(string option, string text) => ["train", "--data", "d", option, text];

    [Property(Replay = "1,1")]
    public bool A_count_is_any_integer_from_one(PositiveInt count) =>
        Invocation.OptionsOf<TrainOptions>(Train("--steps", count.Get.ToString(CultureInfo.InvariantCulture))).Steps == count.Get;

    [Property(Replay = "1,1")]
    public bool A_count_is_nothing_below_one(NonNegativeInt below) =>
        Invocation.RefusalOf(Train("--steps", (-below.Get).ToString(CultureInfo.InvariantCulture)))
        == $"option '--steps' expects an integer from 1 to 2147483647, found '{-below.Get}'.";

    [Property(Replay = "1,1")]
    public bool A_seed_is_any_integer_of_64_bits(long seed) =>
        Invocation.OptionsOf<TrainOptions>(Train("--seed", seed.ToString(CultureInfo.InvariantCulture))).Seed == seed;

    [Property(Replay = "1,1")]
    public bool A_number_is_read_to_the_last_bit(NormalFloat number)
    {
        var rate = Math.Abs(number.Get);
        var text = rate.ToString("R", CultureInfo.InvariantCulture);
        return Invocation.OptionsOf<TrainOptions>(Train("--learning-rate", text)).LearningRate == rate;
    }

    [Theory]
    [InlineData("--steps", "an integer from 1 to 2147483647", "ten", "1.0", "1e3", "1,000", " 1", "", "0", "-1", "2147483648", "0x10")]
    [InlineData("--warmup-steps", "an integer from 0 to 2147483647", "-1", "0.5")]
    [InlineData("--seed", "an integer of at most 64 bits", "9223372036854775808", "1.5", "one")]
    [InlineData("--learning-rate", "a number of at least 0", "-1e-9", "NaN", "Infinity", "∞", "1e999", "0,1", "1_0", "fast", "")]
    [InlineData("--weight-decay", "a number of at least 0", "-0.1", "-Infinity")]
    [InlineData("--epsilon", "a number greater than 0", "0", "-1", "1e-400")]
    [InlineData("--clip", "a number greater than 0", "0", "1,0")]
    [InlineData("--rope-theta", "a number greater than 0", "0", "(1)")]
    [InlineData("--beta1", "a number of at least 0 and less than 1", "1", "-0.1", "NaN")]
    [InlineData("--beta2", "a number of at least 0 and less than 1", "1.0", "2")]
    [InlineData("--validation-fraction", "a number between 0 and 1, both excluded", "0", "1", "5%")]
    public void Train_refuses_other_numbers_and_says_what_it_expects(string option, string expected, params string[] refused) =>
        Assert.All(
            refused,
            text => Assert.Equal($"option '{option}' expects {expected}, found '{text}'.", Invocation.RefusalOf(Train(option, text))));

    [Theory]
    [InlineData("--max-tokens", "an integer from 1 to 2147483647", "0")]
    [InlineData("--temperature", "a number of at least 0", "-0.1")]
    [InlineData("--top-p", "a number greater than 0 and at most 1", "0")]
    [InlineData("--top-p", "a number greater than 0 and at most 1", "1.01")]
    [InlineData("--threads", "an integer from 1 to 1024", "0")]
    [InlineData("--threads", "an integer from 1 to 1024", "1025")]
    public void Generate_refuses_other_numbers_and_says_what_it_expects(string option, string expected, string text) =>
        Assert.Equal(
            $"option '{option}' expects {expected}, found '{text}'.",
            Invocation.RefusalOf("generate", "--run", "r", "--prompt", "p", option, text));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("80GB", 80_000_000_000)]
    [InlineData("80 gb", 80_000_000_000)]
    [InlineData("80GiB", 85_899_345_920)]
    [InlineData("1.5TB", 1_500_000_000_000)]
    [InlineData("0.5kB", 500)]
    [InlineData("2e3MiB", 2_097_152_000)]
    [InlineData("7B", 7)]
    public void A_size_in_bytes_is_a_number_and_a_unit(string text, long bytes) =>
        Assert.Equal(bytes, Invocation.OptionsOf<AccountOptions>("account", "--preset", "owt", "--memory-budget", text).MemoryBudget);

    [Theory]
    [InlineData("19.5e12", 19.5e12)]
    [InlineData("19.5T", 19.5e12)]
    [InlineData("19.5 TFLOP/s", 19.5e12)]
    [InlineData("150GFLOPS", 150e9)]
    [InlineData("1P", 1e15)]
    public void A_rate_is_a_number_and_a_unit(string text, double rate) =>
        Assert.Equal(rate, Invocation.OptionsOf<AccountOptions>("account", "--preset", "owt", "--peak", text).Peak);

    [Theory]
    [InlineData("--memory-budget", "a size in bytes, such as 80GB or 80GiB", "", "0", "0.5B", "-1GB", "GB", "80XB", "80G", "1e30TB", "NaN", "8,0GB")]
    [InlineData("--peak", "FLOPs per second, such as 19.5e12 or 19.5T", "", "0", "-1T", "fast", "19.5X", "1e999")]
    [InlineData("--mfu", "a number greater than 0 and at most 1", "0", "1.1", "50%")]
    public void Account_refuses_other_quantities_and_says_what_it_expects(string option, string expected, params string[] refused) =>
        Assert.All(
            refused,
            text => Assert.Equal(
                $"option '{option}' expects {expected}, found '{text}'.", Invocation.RefusalOf("account", "--preset", "owt", option, text)));

    [Fact]
    public void Other_commands_refuse_other_numbers_too()
    {
        Assert.Contains("'--minutes' expects a number greater than 0", Invocation.RefusalOf("quickstart", "--minutes", "0"));
        Assert.Contains(
            "'--megabytes' expects a number greater than 0",
            Invocation.RefusalOf("data", "synth", "--kind", "stories", "--out", "o", "--megabytes", "0"));
        Assert.Contains(
            "'--words' expects an integer from 1",
            Invocation.RefusalOf("data", "synth", "--kind", "stories", "--out", "o", "--megabytes", "1", "--words", "0"));
        Assert.Contains(
            "'--vocab-size' expects an integer from 1",
            Invocation.RefusalOf("tokenizer", "train", "--input", "i", "--out", "o", "--vocab-size", "0"));
        Assert.Contains(
            "'--batch-size' expects an integer from 1",
            Invocation.RefusalOf("evaluate", "--run", "r", "--data", "d", "--batch-size", "-2"));
    }

    [Fact]
    public void Numbers_read_the_same_in_a_country_of_decimal_commas()
    {
        var before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        commas.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo.CurrentCulture = commas;
        try
        {
            Assert.Equal(0.5, Invocation.OptionsOf<TrainOptions>(Train("--clip", "0.5")).Clip);
            Assert.Contains("(default: 0.8)", Invocation.Of("generate", "--help").Output);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
