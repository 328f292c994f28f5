namespace Cs336.Train.Experiments.Measurements;

/// <summary>
/// Short texts in several scripts: the first sentence of the Universal Declaration of Human Rights, article 1 (United Nations, 1948, free of
/// copyright), in its translations, and a few texts of other kinds.
/// </summary>
internal static class LanguageSamples
{
    /// <summary>What each is, and the text.</summary>
    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        ("English", "All human beings are born free and equal in dignity and rights."),
        ("German", "Alle Menschen sind frei und gleich an Würde und Rechten geboren."),
        ("French", "Tous les êtres humains naissent libres et égaux en dignité et en droits."),
        ("Vietnamese", "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền."),
        ("Greek", "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα."),
        ("Russian", "Все люди рождаются свободными и равными в своём достоинстве и правах."),
        ("Arabic", "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق."),
        ("Hindi", "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।"),
        ("Chinese", "人人生而自由，在尊严和权利上一律平等。"),
        ("Japanese", "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。"),
        ("Korean", "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다."),
        ("emoji", "🌍🌎🌏 ✊🏿✊🏽✊🏻 👩‍👩‍👧‍👦 🤝"),
        ("C#", "foreach (var word in text.Split(' ')) counts[word] = counts.GetValueOrDefault(word) + 1;"),
    ];
}
