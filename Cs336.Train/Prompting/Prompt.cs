using System.Text;
using System.Text.Json;
using Cs336.Model;
using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Prompting;

/// <summary>A text to continue.</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Ids">As the model sees it.</param>
/// <param name="Where">Where it was given.</param>
internal sealed record Prompt(string Text, IReadOnlyList<int> Ids, string Where)
{
    /// <summary>An empty prompt is the start of a document.</summary>
    /// <exception cref="ConfigurationException">The tokenizer has no token for that.</exception>
    public static Prompt Of(string text, string where, BpeTokenizer tokenizer)
    {
        if (text.Length > 0)
            return new(text, tokenizer.Encode(text), where);
        return tokenizer.TryGetId(SpecialToken.EndOfText, out var id)
            ? new(text, [id], where)
            : throw new ConfigurationException(
                $"{where}: the tokenizer has no {SpecialToken.EndOfText} to begin a text with; expected at least one character.");
    }

    /// <summary>
    /// The prompts of a file, one a line, empty lines left out; of a file whose name ends in <c>.jsonl</c>, each line a JSON string, or
    /// an object whose key <c>prompt</c> holds one.
    /// </summary>
    /// <param name="path">The file; <c>-</c> for <paramref name="standardInput"/>.</param>
    /// <param name="standardInput">What <c>-</c> stands for.</param>
    /// <param name="tokenizer">Turns them into ids.</param>
    /// <exception cref="IOException">The file is missing, or holds no prompt.</exception>
    /// <exception cref="InvalidDataException">It is not UTF-8, or a line is no such JSON.</exception>
    public static IReadOnlyList<Prompt> ReadAll(string path, TextReader standardInput, BpeTokenizer tokenizer)
    {
        var name = path == "-" ? "standard input" : path;
        var parse = path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) ? FromJson : (Func<string, string, string>)((line, _) => line);
        Prompt[] prompts =
        [
            .. Lines(path, standardInput).Index()
                .Where(line => line.Item.Length > 0)
                .Select(line => (Where: $"{name}, line {line.Index + 1}", line.Item))
                .Select(line => Of(parse(line.Item, line.Where), line.Where, tokenizer)),
        ];
        return prompts.Length > 0 ? prompts : throw new IOException($"{name}: expected a prompt on each line; found none.");
    }

    private static string[] Lines(string path, TextReader standardInput)
    {
        if (path == "-")
            return standardInput.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
        TextFile.RequireContent(path);
        try
        {
            return File.ReadAllLines(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException($"{path}: expected text in UTF-8; found bytes that are none.", error);
        }
    }

    private static string FromJson(string line, string where)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var value = json.RootElement;
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("prompt", out var member))
                value = member;
            if (value.ValueKind == JsonValueKind.String)
                return value.GetString()!;
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw new InvalidDataException($"{where}: expected a JSON string, or an object with a string under \"prompt\".");
    }
}
