namespace Cs336.Train.SyntheticText;

/// <summary>
/// Words beyond the hand-written ones, as many as a large corpus needs: names from syllables, the rest by compounding
/// (<c>moon</c> + <c>bell</c>). They look like English and are the same on every machine.
/// </summary>
internal static class ComposedWords
{
    private const string Nature =
        "moon sun star snow rain wind sea sand leaf rose oak fern moss clay stone shell cloud frost dew reed pine birch maple "
        + "willow lark robin swan bee silk wool straw glass copper iron pearl amber honey berry apple ember";

    /// <summary>The composed words of each open class, and the share of new words that the class takes; other classes never grow.</summary>
    public static IReadOnlyDictionary<WordClass, (double Share, IEnumerable<Word> Words)> ByClass { get; } =
        new Dictionary<WordClass, (double, IEnumerable<Word>)>
        {
            [WordClass.Name] = (0.46, Names()),
            [WordClass.Object] = (0.18, Compounds(Word.Noun, Nature,
                "bell drum kite cup ring lamp box boat cart horn harp comb brush spoon bowl tray pipe fan flag mask hook pin jar "
                + "chest plate dish ladder wheel kettle button thimble sled top sword fiddle chain stamp shield")),
            [WordClass.Place] = (0.09, Compounds(Word.Noun, Nature,
                "field brook wood dale ford hill gate bay cove mill pond yard croft garden bank ridge cliff market inn grove")),
            [WordClass.Spot] = (0.04, Compounds(Word.Noun, Nature, "bush tree bench chair table barrel crate log cart desk")),
            [WordClass.Food] = (0.07, Compounds(Word.Noun,
                "plum pear nut honey berry apple oat corn rice lemon ginger mint cocoa butter milk cream sugar maple peach fig "
                + "carrot onion potato pumpkin tomato pepper cherry almond hazel barley",
                "bun pie tart cake roll slice cookie bread pudding wafer biscuit muffin stick ball crisp drop puff twist")),
            [WordClass.Animal] = (0.05, Compounds(Word.Noun, Nature,
                "bird hare finch toad cat pup duck hen fox crow gull moth crab newt")),
            [WordClass.Quality] = (0.07, Compounds(Word.Adjective, Nature,
                "bright soft lit like sweet cool pale green white gray blue dusted")),
            [WordClass.Trait] = (0.04, Compounds(Word.Adjective,
                "kind warm soft light quick bright big clear calm cool true strong sweet bold free keen high open even gentle merry "
                + "happy steady",
                "hearted minded eyed handed footed spirited spoken witted")),
        };

    private static IEnumerable<Word> Names()
    {
        const string First =
            "Ma Be Ka Lo Ro Tur Va Wi Za Da El Gi Ha Jo Le Mi No Ta Ve Yo Zu Al Bran Cor Mar Bel Del Fal Fen Hal Kel Mel Nor Pel Ral "
            + "Sal Sel Tor Val Wen Bri Cla Flo Gre Tri";
        const string Middle =
            "ba be bi bo bu da de di do du fa fe fi fo ga ge go ka ke ki ko la le li lo lu ma me mi mo mu na ne ni no pa pe pi po ra "
            + "re ri ro ru sa se si so su ta te ti to va ve vi wa we za ze zi zo tha the thi sha she";
        var girls = Compounds(Word.Female, First, Middle, "na la ra sa tta lle nne lyn mina dra sha bel wyn ria nda via");
        var boys = Compounds(Word.Male, First, Middle, "n s r l ton rd rik ben mus m lf nd vin do bert lio");
        return girls.Zip(boys, (girl, boy) => new[] { girl, boy }).SelectMany(pair => pair);
    }

    /// <summary>
    /// Every first part with every later one, scattered, so that a beginning of the list already uses all parts. A word in which a letter
    /// would double at a seam is left out.
    /// </summary>
    private static IEnumerable<Word> Compounds(Func<string, Word> word, params string[] partLists)
    {
        // A prime that divides no number of combinations: its multiples visit each of them once.
        const long Stride = 7_919;
        var parts = partLists.Select(list => list.Split(' ')).ToArray();
        var combinations = parts.Aggregate(1L, (product, list) => product * list.Length);
        for (var i = 0L; i < combinations; i++)
        {
            var chosen = Choose(parts, i * Stride % combinations);
            if (chosen.Zip(chosen.Skip(1)).All(seam => seam.First[^1] != seam.Second[0]))
                yield return word(string.Concat(chosen));
        }
    }

    /// <summary>The combination of number <paramref name="index"/>, read as digits of which each counts one list.</summary>
    private static string[] Choose(string[][] parts, long index)
    {
        var chosen = new string[parts.Length];
        for (var i = parts.Length - 1; i >= 0; i--)
            (chosen[i], index) = (parts[i][index % parts[i].Length], index / parts[i].Length);
        return chosen;
    }
}
