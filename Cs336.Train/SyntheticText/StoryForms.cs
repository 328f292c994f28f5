using static Cs336.Train.SyntheticText.Beat;

namespace Cs336.Train.SyntheticText;

/// <summary>
/// The grammar of the stories: every sentence that they can hold, as data. <see cref="StoryGenerator"/> fills the slots,
/// <see cref="StoryGrammar"/> recognises what they can produce. In every plot a wish or a rule comes first, then an event, then what
/// follows from that event, and a feeling and a lesson that fit it.
/// </summary>
internal static partial class StoryForms
{
    /// <summary>How any story begins: who the hero is, and what the hero loves.</summary>
    public static IReadOnlyList<Beat> Opening { get; } =
    [
        Of("Once upon a time, there was {trait:a} {trait} {hero:boy} named {hero}.",
           "Once there was {trait:a} {trait} little {hero:boy} called {hero}.",
           "{hero} was {trait:a} {trait} {hero:boy} who lived near the {home}."),
        Of("{hero:He} loved to {activity} with {hero:his} {elder}.",
           "Every day, {hero} {activity:ed} with {hero:his} {elder} at the {home}.",
           "{activity:Ing} was what {hero:he} loved most in the world."),
    ];

    /// <summary>All plots.</summary>
    public static IReadOnlyList<Plot> Plots { get; } = [Lost, Sharing, BrokenRule, Practice, HurtAnimal, NightNoise, Gift, TooMuch];

    /// <summary>Every sentence form, each once.</summary>
    public static IReadOnlyList<SentenceForm> All { get; } =
    [
        .. Plots.SelectMany(plot => plot.Paragraphs).Prepend(Opening)
            .SelectMany(beats => beats).SelectMany(beat => beat.Passages).SelectMany(passage => passage)
            .DistinctBy(form => form.Template),
    ];
}
