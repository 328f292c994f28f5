using System.Globalization;
using Cs336.Model;
using Cs336.Tokenizer;

namespace Cs336.Train.Tokenization;

/// <summary>Tokenizers in any form that a user may have.</summary>
internal static class TokenizerSource
{
    private static readonly string[] directoryFiles =
        ["vocab.json", "merges.txt", "special_tokens.json", "tokenizer.json", TokenizerTraining.RecordFile];

    /// <summary>Opens a tokenizer directory, a folder of GPT-2's two files, a <c>tokenizer.json</c> or a <c>.tiktoken</c> file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="specialTokens">Special tokens that it does not hold, <c>TEXT</c> or <c>TEXT=ID</c>.</param>
    /// <exception cref="IOException">There is none.</exception>
    /// <exception cref="TokenizerException">It is malformed.</exception>
    /// <exception cref="ConfigurationException">Special tokens are given that do not fit its form.</exception>
    public static BpeTokenizer Open(string path, IReadOnlyList<string> specialTokens)
    {
        if (Directory.Exists(path))
            return OpenDirectory(path, specialTokens);
        if (path.EndsWith(".tiktoken", StringComparison.Ordinal))
            return OpenTiktoken(path, specialTokens);
        if (path.EndsWith(".json", StringComparison.Ordinal))
        {
            RequireNone(specialTokens, path);
            return BpeTokenizer.FromHuggingFace(path);
        }
        throw new IOException($"{path}: expected a tokenizer directory, a tokenizer.json or a .tiktoken file; found "
            + (File.Exists(path) ? "a file of another name." : "nothing of that name."));
    }

    /// <summary>The files that a tokenizer is read from, and its record: what no output may replace.</summary>
    /// <param name="path">Where the tokenizer is.</param>
    public static IEnumerable<string> FilesOf(string path) =>
        Directory.Exists(path) ? directoryFiles.Select(name => Path.Combine(path, name)) : [path];

    private static BpeTokenizer OpenDirectory(string path, IReadOnlyList<string> specialTokens)
    {
        var (vocabulary, merges) = (Path.Combine(path, "vocab.json"), Path.Combine(path, "merges.txt"));
        var hasSpecialTokens = File.Exists(Path.Combine(path, "special_tokens.json"));
        if (!hasSpecialTokens && (File.Exists(vocabulary) || File.Exists(merges)))
        {
            if (specialTokens.FirstOrDefault(token => TryParse(token, out _)) is { } withId)
                throw new ConfigurationException($"--special-token: vocab.json holds the ids; expected TEXT without an id, found '{withId}'.");
            return BpeTokenizer.FromFiles(vocabulary, merges, specialTokens);
        }
        RequireNone(specialTokens, path);
        return BpeTokenizer.Load(path);
    }

    private static BpeTokenizer OpenTiktoken(string path, IReadOnlyList<string> specialTokens)
    {
        var withIds = new List<KeyValuePair<string, int>>();
        foreach (var token in specialTokens)
        {
            if (TryParse(token, out var entry))
                withIds.Add(entry);
        }
        if (withIds.Count == 0)
            return BpeTokenizer.FromTiktoken(path, specialTokens);
        if (withIds.Count < specialTokens.Count)
            throw new ConfigurationException("--special-token: expected TEXT=ID for all special tokens or for none; found both.");
        return BpeTokenizer.FromTiktoken(path, withIds);
    }

    /// <summary>Reads <c>TEXT=ID</c>.</summary>
    /// <exception cref="ConfigurationException">The id is too large for any token.</exception>
    private static bool TryParse(string token, out KeyValuePair<string, int> entry)
    {
        entry = default;
        var equals = token.LastIndexOf('=');
        var digits = token.AsSpan(equals + 1);
        if (equals <= 0 || digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            throw new ConfigurationException($"--special-token: expected TEXT=ID with an id of at most {int.MaxValue}, found '{token}'.");
        entry = new(token[..equals], id);
        return true;
    }

    private static void RequireNone(IReadOnlyList<string> specialTokens, string path)
    {
        if (specialTokens is [var first, ..])
            throw new ConfigurationException($"--special-token: {path} holds its special tokens itself; expected none, found '{first}'.");
    }
}
