namespace Cs336.Train.SyntheticText;

/// <summary>What a word does in a story. A story gives each role one word and keeps it to the end; no two roles share a word.</summary>
internal enum Role
{
    Hero, Friend, Elder, Trait, Quality, Weather, Glad, Sad, Scared, Number, Object, Home, Place, Spot, Corner, Food, Animal, Activity,
    Skill,
}

/// <summary>The roles' word classes.</summary>
internal static class Roles
{
    private static readonly WordClass[] Classes = [.. Enum.GetValues<Role>().Select(ClassByName)];

    /// <summary>The number of roles; a role's value lies below it.</summary>
    public static int Count => Classes.Length;

    /// <summary>The class that the role's word comes from.</summary>
    public static WordClass Class(this Role role) => Classes[(int)role];

    private static WordClass ClassByName(Role role) => role switch
    {
        Role.Hero or Role.Friend => WordClass.Name,
        Role.Home or Role.Place => WordClass.Place,
        Role.Spot or Role.Corner => WordClass.Spot,
        Role.Activity or Role.Skill => WordClass.Activity,
        _ => Enum.Parse<WordClass>(role.ToString()),
    };
}

/// <summary>A moment of the story: one of several passages tells it, each of one or more whole sentences.</summary>
internal sealed record Beat(IReadOnlyList<IReadOnlyList<SentenceForm>> Passages)
{
    /// <summary>A beat from passages in the notation of <see cref="SentenceForm.Parse"/>.</summary>
    public static Beat Of(params IEnumerable<string> passages) =>
        new([.. passages.Select(passage => SentenceForm.ParseAll(passage))]);
}

/// <summary>What happens: paragraphs of beats, told in order after an opening.</summary>
internal sealed record Plot(string Name, IReadOnlyList<IReadOnlyList<Beat>> Paragraphs);
