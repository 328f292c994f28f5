using System.Text;
using System.Text.Json;
using Cs336.Tokenizer;
using Cs336.Train.Files;

namespace Cs336.Train.Prompting;

/// <summary>A token to be looked at: its text in quotes, or its bytes where they are only a part of a character.</summary>
internal static class TokenName
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string Of(int id, BpeTokenizer tokenizer)
    {
        if (!tokenizer.TryGetToken(id, out var bytes))
            return $"<{id}>";
        try
        {
            return JsonSerializer.Serialize(Strict.GetString(bytes.Span), JsonFile.Options);
        }
        catch (DecoderFallbackException)
        {
            return $"<{Convert.ToHexString(bytes.Span)}>";
        }
    }
}
