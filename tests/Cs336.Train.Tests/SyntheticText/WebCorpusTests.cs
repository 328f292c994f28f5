using System.Security.Cryptography;
using System.Text;
using Cs336.Tokenizer;
using Cs336.Train.SyntheticText;
using Xunit;

namespace Cs336.Train.Tests.SyntheticText;

public sealed class WebCorpusTests
{
    private const string Separator = "\n<|endoftext|>\n";

    [Fact]
    public void The_corpus_depends_on_its_arguments_alone()
    {
        // Recorded runs name their corpus by seed and size only. A change of the generator changes this hash, and those corpora with it.
        const string Sha256 = "fe2ead4686849bcae47615a4f90dd40050b23f4b7645f06639fd2a0035c08fa5";
        Assert.Equal(Sha256, Convert.ToHexStringLower(SHA256.HashData(Corpus(400_000, seed: 336))));
    }

    [Fact]
    public void Another_seed_tells_another_web() => Assert.NotEqual(Corpus(5_000, seed: 1), Corpus(5_000, seed: 2));

    [Fact]
    public void A_longer_corpus_begins_with_the_shorter_one()
    {
        var (shorter, longer) = (Corpus(300_000, seed: 9), Corpus(900_000, seed: 9));
        Assert.True(longer.AsSpan().StartsWith(shorter));
        Assert.InRange(longer.Length, 900_000, 1_000_000);
    }

    [Fact]
    public void Documents_are_well_formed_not_empty_and_separated()
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Corpus(1_000_000, seed: 3));
        Assert.EndsWith(Separator, text, StringComparison.Ordinal);
        var documents = text[..^Separator.Length].Split(Separator);
        Assert.True(documents.Length > 100);
        Assert.All(documents, document => Assert.NotEqual("", document.Trim()));
    }

    [Fact]
    public void Several_scripts_numbers_code_and_addresses_turn_up()
    {
        var text = Encoding.UTF8.GetString(Corpus(3_000_000, seed: 4));
        Assert.All(
            new[] { "https://www.", "def ", "0x", "\t", "\r\n", "🙂", "    return ", "SELECT ", "'ll ", "$", "的", "и", "が", "ا", "क", "λ", "ש", "ท", "다", "é" },
            part => Assert.Contains(part, text, StringComparison.Ordinal));
        var latin = text.EnumerateRunes().Count(rune => Rune.IsLetter(rune) && rune.IsAscii);
        var others = text.EnumerateRunes().Count(rune => Rune.IsLetter(rune) && !rune.IsAscii);
        Assert.InRange((double)latin / others, 2, 20);
    }

    [Fact]
    public void Distinct_pre_tokens_keep_coming()
    {
        var counts = new[] { 4_000_000, 16_000_000 }.Select(bytes => BpeTrainer.CountPreTokens(Corpus(bytes, seed: 1), []).Count).ToList();
        // At 350 MB there are more than two millions (docs/tokenizer.md says how many): the growth until here is a sixteenth of the way.
        Assert.InRange(counts[0], 100_000, 400_000);
        Assert.InRange((double)counts[1] / counts[0], 1.8, 4);
    }

    [Fact]
    public void Nothing_is_written_for_no_bytes() => Assert.Empty(Corpus(0, seed: 1));

    [Fact]
    public void A_negative_length_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Corpus(-1, seed: 1));

    private static byte[] Corpus(long bytes, ulong seed)
    {
        using var destination = new MemoryStream();
        var written = WebCorpus.Write(destination, bytes, seed);
        Assert.Equal(destination.Length, written);
        return destination.ToArray();
    }
}
