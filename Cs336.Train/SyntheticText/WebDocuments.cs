namespace Cs336.Train.SyntheticText;

/// <summary>An endless sequence of documents like those of the web, a function of the seed alone.</summary>
internal sealed class WebDocuments(ulong seed)
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ll", "'ve", "'d", "'m", "’s"];
    private static readonly string[] Emoji = ["🙂", "😂", "👍", "🎉", "❤️", "👩‍💻", "🇪🇺", "🤷🏽‍♀️"];
    private static readonly string[] Brackets = ["(", "[", "“", "\"", "— "];
    private static readonly string[] Closing = [")", "]", "”", "\"", " —"];
    private static readonly string[] Ends = ["com", "org", "net", "io", "de", "co.uk", "gov", "edu"];

    private readonly Scripts scripts = new();
    private SplitMix64 random = new(seed);

    /// <summary>Appends the next document, with a line end after it.</summary>
    public void AppendDocument(Utf8Builder text)
    {
        switch (random.Below(20))
        {
            case < 11:
                AppendArticle(text, scripts.English);
                break;
            case < 14:
                AppendArticle(text, scripts.Others[random.Below(scripts.Others.Count)]);
                break;
            case < 16:
                new CodeWriter(scripts.English).AppendProgram(text, ref random);
                break;
            case < 18:
                AppendTable(text);
                break;
            default:
                AppendThread(text);
                break;
        }
    }

    private void AppendArticle(Utf8Builder text, Script script)
    {
        AppendWords(text, script, 3 + random.Below(6));
        text.Append("\n\n"u8);
        for (var paragraphs = 1 + random.Below(8); paragraphs > 0; paragraphs--)
        {
            AppendParagraph(text, script);
            text.Append(paragraphs > 1 ? "\n\n"u8 : "\n"u8);
        }
    }

    private void AppendParagraph(Utf8Builder text, Script script)
    {
        for (var sentences = 2 + random.Below(7); sentences > 0; sentences--)
        {
            AppendWords(text, script, 4 + random.Below(14));
            if (random.Below(3) == 0)
            {
                text.Append(script.Comma);
                AppendWords(text, script, 3 + random.Below(8), capital: false);
            }
            text.Append(random.Below(12) == 0 ? "? " : script.Stop);
        }
    }

    private void AppendWords(Utf8Builder text, Script script, int count, bool capital = true)
    {
        var start = text.Length;
        for (var i = 0; i < count; i++)
        {
            if (i > 0 && script.Spaced)
                text.Append(" "u8);
            AppendWordOrNumber(text, script);
        }
        if (capital)
            text.Capitalise(start);
    }

    private void AppendWordOrNumber(Utf8Builder text, Script script)
    {
        var start = text.Length;
        switch (random.Below(64))
        {
            case 0:
                AppendNumber(text);
                return;
            case 1:
                script.AppendWord(text, ref random);
                text.Append(Contractions[random.Below(Contractions.Length)]);
                return;
            case 2:
                var bracket = random.Below(Brackets.Length);
                text.Append(Brackets[bracket]);
                script.AppendWord(text, ref random);
                text.Append(Closing[bracket]);
                return;
            case 3:
                script.AppendWord(text, ref random);
                text.Append("-"u8);
                script.AppendWord(text, ref random);
                return;
            case < 8:
                // A name.
                script.AppendWord(text, ref random);
                text.Capitalise(start);
                return;
            default:
                script.AppendWord(text, ref random);
                return;
        }
    }

    private void AppendNumber(Utf8Builder text)
    {
        switch (random.Below(6))
        {
            case 0:
                text.Append(1900 + random.Below(130));
                break;
            case 1:
                text.Append(random.Below(100));
                text.Append("."u8);
                text.Append(random.Below(1000));
                break;
            case 2:
                text.Append("$"u8);
                text.Append(1 + random.Below(999));
                text.Append(",000"u8);
                break;
            case 3:
                text.Append(random.Below(100));
                text.Append("%"u8);
                break;
            case 4:
                text.Append(random.Below(1_000_000_000));
                break;
            default:
                text.Append(random.Below(1000));
                break;
        }
    }

    private void AppendTable(Utf8Builder text)
    {
        for (var rows = 8 + random.Below(40); rows > 0; rows--)
        {
            text.Append(2000 + random.Below(30));
            text.Append("-"u8);
            text.Append(10 + random.Below(3));
            text.Append("-"u8);
            text.Append(10 + random.Below(19));
            text.Append("\t"u8);
            scripts.English.AppendWord(text, ref random);
            text.Append("\t"u8);
            AppendNumber(text);
            text.Append("\t0x"u8);
            text.AppendHex(random.Next(), 8);
            text.Append(random.Below(4) == 0 ? "\r\n"u8 : "\n"u8);
        }
    }

    private void AppendThread(Utf8Builder text)
    {
        for (var posts = 2 + random.Below(10); posts > 0; posts--)
        {
            text.Append("@"u8);
            scripts.English.AppendWord(text, ref random);
            text.Append(random.Below(1000));
            text.Append(": "u8);
            AppendWords(text, scripts.English, 3 + random.Below(20), capital: false);
            text.Append(random.Below(3) switch { 0 => "!!! ", 1 => "... ", _ => " " });
            if (random.Below(3) == 0)
                text.Append(Emoji[random.Below(Emoji.Length)]);
            if (random.Below(2) == 0)
                AppendAddress(text);
            text.Append("\n"u8);
        }
    }

    private void AppendAddress(Utf8Builder text)
    {
        text.Append(" https://www."u8);
        scripts.English.AppendWord(text, ref random);
        text.Append("."u8);
        text.Append(Ends[random.Below(Ends.Length)]);
        for (var parts = random.Below(4); parts > 0; parts--)
        {
            text.Append("/"u8);
            scripts.English.AppendWord(text, ref random);
            text.Append("-"u8);
            scripts.English.AppendWord(text, ref random);
        }
        text.Append("?id="u8);
        text.AppendHex(random.Next(), 10);
    }
}
