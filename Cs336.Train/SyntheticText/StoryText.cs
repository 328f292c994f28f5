namespace Cs336.Train.SyntheticText;

/// <summary>What a sentence and a word of a story are: one definition for writing the grammar, recognising it and counting.</summary>
internal static class StoryText
{
    /// <summary>
    /// The sentences of <paramref name="text"/>, trimmed. A sentence ends at <c>.</c>, <c>!</c> or <c>?</c> outside quotation marks; at a
    /// closing quotation mark after one of these, unless a small letter follows (<c>"Where?" asked Tim.</c> is one sentence); and at the
    /// end of a line. <c>Complete</c> is false only for a last sentence that the end of the text cut off.
    /// </summary>
    public static IEnumerable<(string Text, bool Complete)> Sentences(string text)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            if (text[i] == '\n')
                quoted = false;
            else if (quoted || !EndsSentence(text, i))
                continue;
            if (text[start..(i + 1)].Trim() is { Length: > 0 } sentence)
                yield return (sentence, true);
            start = i + 1;
        }

        if (text[start..].Trim() is { Length: > 0 } rest)
            yield return (rest, false);
    }

    /// <summary>The words of <paramref name="text"/>: its maximal runs of letters, in lower case.</summary>
    public static IEnumerable<string> Words(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var length = WordLength(text, i);
            if (length > 0)
                yield return text.Substring(i, length).ToLowerInvariant();
            i += Math.Max(length, 1);
        }
    }

    /// <summary>The number of letters from <paramref name="start"/> on, in characters.</summary>
    public static int WordLength(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsLetter(text[end]))
            end++;
        return end - start;
    }

    private static bool EndsSentence(string text, int i) => text[i] switch
    {
        '.' or '!' or '?' => true,
        '"' => i > 0 && text[i - 1] is '.' or '!' or '?' && !char.IsLower(NextInk(text, i + 1)),
        _ => false,
    };

    private static char NextInk(string text, int i)
    {
        while (i < text.Length && text[i] == ' ')
            i++;
        return i < text.Length ? text[i] : '\n';
    }
}
