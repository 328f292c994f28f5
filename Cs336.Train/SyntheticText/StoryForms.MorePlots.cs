using static Cs336.Train.SyntheticText.Beat;

namespace Cs336.Train.SyntheticText;

internal static partial class StoryForms
{
    private static Plot HurtAnimal => new("a hurt animal",
    [
        [
            Of("{hero} wished for a friend to play with.",
               "{hero} had always wanted to have {animal:a} {animal}."),
            Of("One {weather} day, {hero:he} heard a small cry at the {place}.",
               "One day, {hero} heard something behind the {spot}."),
            Of("Under the {corner}, there was a little {animal} with a hurt leg."),
            Of("\"Do not be afraid, little {animal},\" said {hero}.",
               "\"I will help you, little {animal},\" said {hero}."),
        ],
        [
            Of("{hero} carried the {animal} home to {hero:his} {elder}."),
            Of("\"Can we keep the {animal}?\" asked {hero}. \"Only until it is well,\" said {hero:his} {elder}."),
            Of("Every day, {hero} gave the {animal} some water and {food:a} {food}.",
               "The {animal} ate {food:a} {food} and slept on {quality:a} {quality} blanket."),
            Of("After {number} days, the {animal} was strong again.",
               "Soon the {animal} could run and play."),
        ],
        [
            Of("{hero} took the {animal} back to the {place}.",
               "\"You can go home now, little {animal},\" said {hero}."),
            Of("{hero} felt {sad} at first, but {glad} that the {animal} was well."),
            Of("Every morning, the {animal} came back to play with {hero}.",
               "{hero} learned that a small act of kindness can do a lot of good."),
        ],
    ]);

    private static Plot NightNoise => new("a noise at night",
    [
        [
            Of("{hero} wished to be brave, but {hero:he} was {scared} of the dark.",
               "When it was dark, {hero} was often {scared}."),
            Of("One {weather} night, {hero} heard a loud noise behind the {spot}."),
            Of("\"Is it a monster?\" asked {hero}. \"Let us look together,\" said {hero:his} {elder}.",
               "\"Please help me!\" said {hero}. \"What did you hear?\" asked {hero:his} {elder}."),
        ],
        [
            Of("They took a lamp and looked behind the {spot}.",
               "{hero} held the hand of {hero:his} {elder} and looked behind the {spot}."),
            Of("It was only {animal:a} {animal} that wanted {food:a} {food}!",
               "There they saw a little {animal} with {food:a} {food}."),
            Of("The {animal} had knocked over {object:a} {object}.",
               "\"You are not a monster,\" said {hero} to the {animal}."),
        ],
        [
            Of("{hero} laughed and gave the {animal} {food:a} {food}.",
               "\"{animal:A} {animal} can not hurt me,\" said {hero}."),
            Of("Then {hero:he} went back to bed and felt {glad}."),
            Of("After that, {hero} was not afraid of the dark.",
               "{hero} learned that it is brave to look at what scares you."),
        ],
    ]);

    private static Plot Gift => new("a gift",
    [
        [
            Of("{hero} wanted to give {object:a} {object} to {friend} for {friend:his} birthday.",
               "{friend} wished for {object:a} {object}, and {hero} wanted to buy one."),
            Of("But {hero} had no money, so {hero:he} could not buy one.",
               "{hero} had only {number} coins, and that was not enough."),
            Of("\"What can I do?\" asked {hero}. \"You can make {object:a} {object},\" said {hero:his} {elder}."),
        ],
        [
            Of("{hero} went to the {place} and found some old wood.",
               "So {hero} took some paper and sat down at the {place}."),
            Of("{hero:He} worked for {number} hours and made {quality:a} {quality} {object}.",
               "{hero} made {quality:a} {quality} {object} with the help of {hero:his} {elder}."),
            Of("\"Happy birthday, {friend}!\" said {hero}. \"Is this for me?\" asked {friend}.",
               "\"Did you make this {object} for me?\" asked {friend}. \"Yes, I did,\" said {hero}."),
        ],
        [
            Of("\"This is the best {object} of all,\" said {friend}.",
               "\"I will always keep this {object},\" said {friend}."),
            Of("{friend} was {glad}, and so was {hero}."),
            Of("{hero} learned that the best gifts come from the heart."),
        ],
    ]);

    private static Plot TooMuch => new("too much",
    [
        [
            Of("One {weather} day, {hero:his} {elder} made a plate of {food:s}.",
               "There were {number} {food:s} in the kitchen."),
            Of("\"Eat only one {food} now, {hero},\" said {hero:his} {elder}.",
               "\"May I eat the {food:s}?\" asked {hero}. \"You may have only one,\" said {hero:his} {elder}."),
            Of("But {hero} wanted more and ate {number} {food:s}.",
               "{hero} did not listen and ate {number} {food:s}."),
            Of("Soon {hero:he} felt sick and could not {activity}.",
               "Then {hero:his} belly hurt so much that {hero:he} went to bed."),
        ],
        [
            Of("\"Why are you in bed?\" asked {hero:his} {elder}. \"I ate {number} {food:s},\" said {hero}.",
               "\"How many {food:s} did you eat?\" asked {hero:his} {elder}. \"I ate {number},\" said {hero}."),
            Of("{hero:His} {elder} sat with {hero:him} until {hero:he} felt well.",
               "{hero:His} {elder} gave {hero:him} some water and a hug."),
        ],
        [
            Of("\"Next time, I will eat only one {food},\" said {hero}.",
               "\"I will listen to you next time,\" said {hero}."),
            Of("The next day, {hero} felt {glad} and went out to {activity}."),
            Of("{hero} learned that too much of a good thing is bad.",
               "After that, {hero} never ate too many {food:s} again."),
        ],
    ]);
}
