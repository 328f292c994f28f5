using static Cs336.Train.SyntheticText.Beat;

namespace Cs336.Train.SyntheticText;

internal static partial class StoryForms
{
    private static Plot Lost => new("lost and found",
    [
        [
            Of("{hero} had always wished for {object:a} {object}, and now {hero:he} had one.",
               "More than anything, {hero} liked {hero:his} {quality} {object}."),
            Of("One {weather} day, {hero:he} took the {object} to the {place}.",
               "On a {weather} morning, {hero} carried the {object} to the {place}."),
            Of("{hero:He} played there for a long time, but then the {object} was gone!",
               "When it was time to go home, {hero:he} could not find the {object}!"),
            Of("{hero} felt {sad} and began to cry.",
               "{hero:He} looked all around and felt very {sad}."),
        ],
        [
            Of("\"{friend}, have you seen my {object}?\" asked {hero}. \"No, but I will help you look,\" said {friend}.",
               "\"What is wrong, {hero}?\" asked {friend}. \"I lost my {quality} {object},\" said {hero}."),
            Of("They looked under the {corner}, but it was not there.",
               "They looked next to the {corner} and found nothing."),
            Of("Then {friend} looked behind the {spot} and saw the {object}!",
               "At last, {friend} found the {object} behind the {spot}."),
        ],
        [
            Of("\"Thank you, {friend}!\" said {hero}. \"You are a good friend.\"",
               "\"Here is your {object}, {hero},\" said {friend}. \"Thank you for your help!\" said {hero}."),
            Of("{hero} was so {glad} that {hero:he} hugged {friend}.",
               "Now {hero} felt {glad} again."),
            Of("From that day on, {hero} took good care of {hero:his} {object}.",
               "{hero} learned to look after {hero:his} things."),
        ],
    ]);

    private static Plot Sharing => new("sharing",
    [
        [
            Of("One {weather} day, {hero} got a bag of {food:s} from {hero:his} {elder}.",
               "One day, {hero} came to the {place} with a big basket of {food:s}."),
            Of("{hero} wanted to keep all the {food:s}."),
            Of("\"May I have {food:a} {food}?\" asked {friend}. \"No, they are all mine!\" said {hero}.",
               "\"{food:S} are my favorite!\" said {friend}. \"You can not have any,\" said {hero}."),
            Of("{friend} felt {sad} and went away."),
        ],
        [
            Of("{hero} ate {food:a} {food} all alone, but it was no fun.",
               "Now {hero} had nobody to play with, and the {food:s} did not taste good."),
            Of("\"Why are you so quiet?\" asked {hero:his} {elder}. \"I did not share with {friend},\" said {hero}."),
            Of("\"It is not too late to be kind,\" said {hero:his} {elder}.",
               "\"You can still share,\" said {hero:his} {elder}."),
        ],
        [
            Of("So {hero} took half of the {food:s} to {friend}.",
               "{hero} found {friend} at the {place} and gave {friend:him} {food:a} {food}."),
            Of("\"I am sorry, {friend},\" said {hero}. \"We can eat the {food:s} together,\" said {friend}."),
            Of("They ate together, and both of them felt {glad}."),
            Of("{hero} learned that sharing makes everything taste better.",
               "After that, {hero} always shared with {hero:his} friends."),
        ],
    ]);

    private static Plot BrokenRule => new("a broken rule",
    [
        [
            Of("In the house of {hero:his} {elder}, there was {quality:a} {quality} {object}.",
               "{hero} saw {quality:a} {quality} {object} next to the {spot}."),
            Of("\"Please do not touch the {object}, {hero},\" said {hero:his} {elder}.",
               "\"You must not play with the {object},\" said {hero:his} {elder}."),
            Of("But {hero} wanted to hold the {object}, so {hero:he} reached out and took it.",
               "{hero} did not listen and took the {object}."),
            Of("The {object} fell down and broke!",
               "It slipped from the hands of {hero}, and the {object} broke!"),
        ],
        [
            Of("{hero} was {scared} and hid behind the {corner}.",
               "{hero:He} felt {scared} and hid under the {corner}."),
            Of("\"What happened to the {object}?\" asked {hero:his} {elder}. \"I broke it, and I am sorry,\" said {hero}.",
               "\"Who broke the {object}?\" asked {hero:his} {elder}. \"It was me,\" said {hero}."),
            Of("\"Thank you for telling the truth,\" said {hero:his} {elder}."),
        ],
        [
            Of("{hero} and {hero:his} {elder} fixed the {object} with glue.",
               "They worked together until the {object} was as good as new."),
            Of("{hero} felt {glad}, because {hero:he} had told the truth."),
            Of("From then on, {hero} listened to {hero:his} {elder}.",
               "{hero} learned that rules keep things safe."),
        ],
    ]);

    private static Plot Practice => new("practice",
    [
        [
            Of("One {weather} day, {hero} saw {friend} {skill} at the {place}.",
               "At the {place}, {hero} met {friend}, who loved {skill:ing}."),
            Of("\"Can you teach me to {skill}?\" asked {hero}. \"Yes, but it is hard at first,\" said {friend}.",
               "\"I want to {skill} like you,\" said {hero}. \"Then come and try,\" said {friend}."),
            Of("{hero} tried to {skill}, but it was too hard.",
               "{hero} tried again and again, but {hero:he} could not {skill}."),
            Of("{hero:He} felt {sad} and wanted to stop."),
        ],
        [
            Of("\"Do not give up, {hero},\" said {friend}. \"I will help you.\"",
               "\"I will never learn to {skill},\" said {hero}. \"You will if you try,\" said {friend}."),
            Of("So {hero} went to the {place} every day and tried again.",
               "{hero} and {friend} worked on it every day for a week."),
            Of("At last, {hero} {skill:ed} all by {hero:himself}!",
               "Then one day, {hero} {skill:ed} as well as {friend}!"),
        ],
        [
            Of("\"Look, I am {skill:ing}!\" said {hero}. {friend} clapped {friend:his} hands.",
               "\"{skill:Ing} is fun!\" said {hero}. \"I knew that you could do it,\" said {friend}."),
            Of("{hero} felt {glad}, because {hero:he} did not give up."),
            Of("{hero} learned that hard work makes things easy.",
               "After that, {hero} was never afraid to try new things."),
        ],
    ]);
}
