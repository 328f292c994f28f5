using System.Security.Cryptography;

namespace Cs336.Train.Tokenization;

/// <summary>Tells one tokenizer from another.</summary>
internal static class Fingerprint
{
    /// <summary>SHA-256 of a tokenizer directory's <c>tokenizer.json</c>, which holds all of it, in lower-case hexadecimal.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static string OfTokenizer(string directory)
    {
        var path = Path.Combine(directory, "tokenizer.json");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; expected a tokenizer directory.", path);
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
