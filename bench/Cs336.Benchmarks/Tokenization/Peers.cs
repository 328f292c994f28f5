using System.Text;
using System.Text.RegularExpressions;
using Cs336.Tokenizer;

namespace Cs336.Benchmarks.Tokenization;

/// <summary>The GPT-2 vocabulary in this project's tokenizer and in the peers'.</summary>
/// <param name="vocabJson">Path of GPT-2's <c>vocab.json</c>.</param>
/// <param name="mergesTxt">Path of GPT-2's <c>merges.txt</c>.</param>
internal sealed class Peers(string vocabJson, string mergesTxt)
{
    public const string EndOfText = "<|endoftext|>";

    /// <summary>This project's, which knows nothing yet.</summary>
    public BpeTokenizer Ours() => BpeTokenizer.FromFiles(vocabJson, mergesTxt, [EndOfText]);

    /// <summary>Microsoft.ML.Tokenizers, with GPT-2's pattern.</summary>
    public Microsoft.ML.Tokenizers.BpeTokenizer MlTokenizers()
    {
        var options = new Microsoft.ML.Tokenizers.BpeOptions(vocabJson, mergesTxt)
        {
            ByteLevel = true,
            PreTokenizer = new Microsoft.ML.Tokenizers.RegexPreTokenizer(
                new Regex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.Compiled), null),
        };
        return Microsoft.ML.Tokenizers.BpeTokenizer.Create(options);
    }

    /// <summary>SharpToken's own GPT-2 encoding.</summary>
    public static SharpToken.GptEncoding SharpTokenizer() => SharpToken.GptEncoding.GetEncoding("r50k_base");

    /// <summary>The documents of a text, as strings: what the peers are given one by one, so that none has to look for special tokens.</summary>
    public static string[] Documents(byte[] utf8) =>
        [.. Encoding.UTF8.GetString(utf8).Split(EndOfText).Where(document => document.Length > 0)];
}
