namespace Cs336.Train.SyntheticText;

/// <summary>The hand-written lexicon: a few hundred words of small children's stories, the commonest of each class first.</summary>
internal static class CoreWords
{
    /// <summary>The words of each class.</summary>
    public static IReadOnlyDictionary<WordClass, IReadOnlyList<Word>> ByClass { get; } = new Dictionary<WordClass, IReadOnlyList<Word>>
    {
        [WordClass.Name] = Alternating(
            Each(Word.Female, "Lily Mia Sara Anna Lucy Emma Molly Ella Rosie Nora Zoe Amy Daisy Jane Kate Ruby Ivy Clara Sue Beth"),
            Each(Word.Male, "Tim Ben Tom Max Sam Jack Leo Finn Bob Joe Dan Oscar Hugo Peter Theo Luke Owen Adam Mark Fred")),
        [WordClass.Elder] = Alternating(Each(Word.Female, "mom grandma aunt"), Each(Word.Male, "dad grandpa uncle")),
        [WordClass.Trait] = Each(
            Word.Adjective,
            "kind brave curious clever shy gentle lively helpful cheerful friendly stubborn polite playful careful silly calm eager "
            + "funny quick patient proud"),
        [WordClass.Quality] = Each(
            Word.Adjective,
            "red blue shiny green yellow tiny big old soft pretty golden orange purple wooden smooth round heavy lovely pink silver "
            + "white bright fancy striped plain warm"),
        [WordClass.Weather] = Each(Word.Adjective, "sunny rainy windy warm cold cloudy snowy foggy"),
        [WordClass.Glad] = Each(Word.Adjective, "happy glad thankful pleased delighted overjoyed"),
        [WordClass.Sad] = Each(Word.Adjective, "sad lonely unhappy upset gloomy"),
        [WordClass.Scared] = Each(Word.Adjective, "scared afraid frightened terrified fearful"),
        [WordClass.Number] = Each(Word.Adjective, "four five six seven eight nine ten eleven twelve"),
        [WordClass.Object] = Each(
            Word.Noun,
            "ball kite doll drum boat car bell robot puppet lamp cup mask ring whistle wagon puzzle basket flute crown vase clock "
            + "mirror teapot umbrella bucket necklace train truck sled lantern guitar balloon bowl jar watch trumpet helmet bottle "
            + "candle wand pillow cradle violin bracelet rattle hammer teacup pinwheel fan trophy basin globe sleigh saddle scooter"),
        [WordClass.Place] = Each(
            Word.Noun,
            "park lake beach farm market river pond school bridge library zoo barn castle harbor playground mill tower meadow "
            + "station bakery orchard creek museum fountain village theater bay temple valley"),
        [WordClass.Spot] = Each(
            Word.Noun, "bed table chair tree box sofa bush rock log bench shelf stool cart desk tent barrel stove crate couch wardrobe"),
        [WordClass.Food] = Each(
            Word.Noun,
            "apple cookie cake pie pear muffin banana carrot cherry plum pancake sandwich peach orange donut nut biscuit grape lemon "
            + "pretzel waffle melon"),
        [WordClass.Animal] = Each(
            Word.Noun,
            "cat dog bird rabbit duck frog squirrel owl fox hen puppy kitten turtle lamb pony hedgehog bear goat pig beaver mole panda "
            + "lion mouse tiger"),
        [WordClass.Activity] =
        [
            Word.Verb("swim", "swam", "swimming"), Word.Verb("dance", "danced", "dancing"), Word.Verb("sing", "sang", "singing"),
            Word.Verb("paint", "painted", "painting"), Word.Verb("climb", "climbed", "climbing"), Word.Verb("skate", "skated", "skating"),
            Word.Verb("draw", "drew", "drawing"), Word.Verb("skip", "skipped", "skipping"), Word.Verb("juggle", "juggled", "juggling"),
            Word.Verb("ride", "rode", "riding"), Word.Verb("knit", "knitted", "knitting"), Word.Verb("bake", "baked", "baking"),
            Word.Verb("write", "wrote", "writing"), Word.Verb("dive", "dived", "diving"), Word.Verb("row", "rowed", "rowing"),
        ],
    };

    private static Word[] Each(Func<string, Word> word, string spaced) => [.. spaced.Split(' ').Select(word)];

    /// <summary>Girls and boys in turn, so that any beginning of the list holds as many of each.</summary>
    private static Word[] Alternating(Word[] girls, Word[] boys) =>
        [.. girls.Zip(boys, (girl, boy) => new[] { girl, boy }).SelectMany(pair => pair)];
}
