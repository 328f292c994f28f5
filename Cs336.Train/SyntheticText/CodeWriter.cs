namespace Cs336.Train.SyntheticText;

/// <summary>Writes what looks like a program.</summary>
/// <param name="words">What its names are made of.</param>
internal sealed class CodeWriter(Script words)
{
    /// <summary>Lines of code: <c>$</c> is a name, <c>#</c> a number, <c>%</c> a hexadecimal number, <c>&gt;</c> at the start an indentation.</summary>
    private static readonly string[] Lines =
    [
        "def $($, $=#):", ">if $ is None or $ > #:", ">>return $.$($[#:])", ">for $ in range(#):", ">>$ += $ * # - 0x%", ">self.$ = $",
        "for (int $ = 0; $ < #; $++) {", "    $[$] = $($ & 0x%, \"$\");", "}", "// $ $ $ the $ of $", "# $ $: $", "",
        "public static readonly $ $ = new $(#);", "{\"$\": #, \"$\": [\"$\", null, true]}", "<div class=\"$-$\"><a href=\"/$/#\">$</a></div>",
        "SELECT $, COUNT(*) FROM $ WHERE $ >= # GROUP BY $;", "let $_$ = $.iter().map(|x| x.$()).collect::<Vec<_>>();",
        "$: &$ -> Result<$, $>", "#include <$/$.h>", "import $ from './$_$';", "const $ = async ($) => await $(`$/${$}`);",
    ];

    /// <summary>Appends some lines.</summary>
    public void AppendProgram(Utf8Builder text, ref SplitMix64 random)
    {
        for (var lines = 10 + random.Below(50); lines > 0; lines--)
        {
            AppendLine(text, Lines[random.Below(Lines.Length)], ref random);
            text.Append("\n"u8);
        }
    }

    private void AppendLine(Utf8Builder text, string line, ref SplitMix64 random)
    {
        var i = 0;
        for (; i < line.Length && line[i] == '>'; i++)
            text.Append("    "u8);
        for (var plain = i; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] is not ('$' or '#' or '%'))
                continue;
            text.Append(line[plain..i]);
            plain = i + 1;
            if (i == line.Length)
                break;
            switch (line[i])
            {
                case '$':
                    AppendName(text, ref random);
                    break;
                case '#':
                    text.Append(random.Below(2) == 0 ? random.Below(10) : random.Below(100_000));
                    break;
                default:
                    text.AppendHex(random.Next(), 4 + 4 * random.Below(2));
                    break;
            }
        }
    }

    /// <summary><c>name</c>, <c>Name</c>, <c>snake_case</c> or <c>camelCase</c>.</summary>
    private void AppendName(Utf8Builder text, ref SplitMix64 random)
    {
        var start = text.Length;
        words.AppendWord(text, ref random);
        switch (random.Below(5))
        {
            case 0:
                text.Capitalise(start);
                break;
            case 1:
                text.Append("_"u8);
                words.AppendWord(text, ref random);
                break;
            case 2:
                var second = text.Length;
                words.AppendWord(text, ref random);
                text.Capitalise(second);
                break;
        }
    }
}
