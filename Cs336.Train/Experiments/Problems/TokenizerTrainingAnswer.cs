using Cs336.Train.CourseData;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Reports;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>What the assignment allows the training of a tokenizer.</summary>
/// <param name="Seconds">Wall-clock, on processors alone.</param>
/// <param name="Bytes">Memory.</param>
/// <param name="WantedSeconds">What a good solution takes; null: nothing is said.</param>
internal sealed record TrainingBudget(double Seconds, long Bytes, double? WantedSeconds = null);

/// <summary>What both problems on training a tokenizer answer in the same way.</summary>
internal static class TokenizerTrainingAnswer
{
    /// <summary>Trains on a corpus's training text with the vocabulary of the scale.</summary>
    public static Measurement Run(string name, Corpus corpus)
    {
        return Measurement.Of(name, 1, Train) with { Corpora = [corpus] };

        TokenizerProfile Train(MeasurementContext context, CancellationToken cancellation) => TokenizerProfile.Take(
            context.TrainText(corpus), context.VocabSize(corpus), Path.Combine(context.Scratch, "tokenizer"), context.Quiet, cancellation);
    }

    /// <summary>Time, memory and longest tokens, judged.</summary>
    public static void Results(Section section, TokenizerProfile found, LogEntry entry, Corpus corpus, TrainingBudget budget)
    {
        section.Conclude(Invariant($"{found.Tokens:N0} tokens from {Quantity.Size(found.CorpusBytes)} of {CorpusName.In(entry, corpus)} ")
            + $"in {Duration.Of(found.Seconds)} and {Quantity.Size(found.MemoryPeak)}");
        section.Text($"**(a)** {Judge(found, entry, corpus, budget)}");
        section.Table(
            Invariant($"The training on up to {found.Threads} threads; memory is the working set of the whole process, looked at every 5 ms"),
            ["text", "tokens", "wall-clock", "memory at its peak", "memory before"],
            [[
                Quantity.Size(found.CorpusBytes), Invariant($"{found.Tokens:N0} of {found.VocabSize:N0}"), Duration.Of(found.Seconds),
                Quantity.Size(found.MemoryPeak), Quantity.Size(found.MemoryBefore),
            ]],
            entry);
        if (found.Tokens < found.VocabSize)
            section.Text(Invariant($"No pair was left to merge after {found.Tokens:N0} tokens: every pre-token of the text is one token."));
        if (found.Longest.Count == 0)
            return;
        var longest = found.Longest[0];
        section.Text(Invariant($"The longest token is {TokenText.Of(longest.Text)}, {longest.Bytes} bytes. ") + WhatLongTokensAre(found.Longest));
        section.Table(
            "The longest tokens",
            ["token", "id", "bytes"],
            found.Longest.Select(token => (IReadOnlyList<string>)
                [TokenText.Of(token.Text), Invariant($"{token.Id}"), Invariant($"{token.Bytes}")]),
            entry);
    }

    /// <summary>What takes the time.</summary>
    public static void Profile(Section section, TokenizerProfile found, LogEntry entry)
    {
        var sum = found.Phases.Sum(phase => phase.Seconds);
        var most = found.Phases.MaxBy(phase => phase.Seconds)!;
        section.Text(Invariant($"Most of the time, {100 * most.Seconds / sum:F0} %, goes into {most.Name}, ")
            + Invariant($"which keeps {most.ProcessorSeconds / most.Seconds:F1} processors busy. ")
            + Invariant($"Reading the text again and doing nothing with it takes {Duration.Of(found.ReadingSeconds)}, ")
            + Invariant($"{100 * found.ReadingSeconds / sum:F1} % of the training."));
        section.Table(
            Invariant($"What takes the time, on up to {found.Threads} threads"),
            ["phase", "wall-clock", "share", "processor time", "processors busy"],
            found.Phases.Select(phase => (IReadOnlyList<string>)
            [
                phase.Name, Duration.Of(phase.Seconds), Invariant($"{100 * phase.Seconds / sum:F1} %"),
                Duration.Of(phase.ProcessorSeconds),
                phase.Seconds > 0 ? Invariant($"{phase.ProcessorSeconds / phase.Seconds:F1}") : "–",
            ]),
            entry);
        section.Figure(
            "progress",
            new LossCurves("Training the tokenizer", "seconds", "done (%)")
            {
                Curves = [CurveOf("bytes counted", [new(0, 0), .. found.Counting]), CurveOf("merges learned", found.Merging)],
            },
            "How far the training was over time; between the curves the pre-tokens are laid out and their pairs indexed.",
            entry);
    }

    private static string Judge(TokenizerProfile found, LogEntry entry, Corpus corpus, TrainingBudget budget)
    {
        var course = CourseFile.Of(corpus == Corpus.TinyStories ? "tinystories" : "owt")[0];
        var took = $"Training on {CorpusName.In(entry, corpus)}, {Quantity.Size(found.CorpusBytes)}, took {Duration.Of(found.Seconds)} and at most {Quantity.Size(found.MemoryPeak)}";
        var allowed = $"{Duration.Of(budget.Seconds)} and {Quantity.Size(budget.Bytes)}"
            + (budget.WantedSeconds is { } wanted ? $" ({Duration.Of(wanted)} are wanted)" : "");
        if (found.CorpusBytes == course.Bytes && !CorpusName.IsStandIn(entry, corpus))
        {
            var verdicts = new[] { ("time", found.Seconds <= budget.Seconds), ("memory", found.MemoryPeak <= budget.Bytes) }
                .Select(part => $"the {part.Item1} is {(part.Item2 ? "within" : "beyond")} that");
            var wish = budget.WantedSeconds is { } most
                ? $"; the wish for {Duration.Of(most)} is {(found.Seconds <= most ? "met" : "not met")}"
                : "";
            return $"{took}. The assignment allows {allowed}: {string.Join(", ", verdicts)}{wish}.";
        }
        // Counting grows with the text; the rest grows more slowly, with what is new in it.
        var counting = found.Phases[0].Seconds;
        var projected = counting * course.Bytes / found.CorpusBytes + (found.Seconds - counting);
        return $"{took}. The assignment allows {allowed} for {course.Name}, {Quantity.Size(course.Bytes)}, "
            + $"{(double)course.Bytes / found.CorpusBytes:F0} times as much text: this run cannot say whether that is met. "
            + $"At the rate at which it counted, and with merges that cost what they did here, that text would take {Duration.Of(projected)}; "
            + "its more varied pre-tokens, its larger vocabulary and the memory that both take are not in this number.";
    }

    private static string WhatLongTokensAre(IReadOnlyList<Tokenization.InspectedToken> longest)
    {
        var words = longest.Count(token => IsWord(token.Text));
        return Invariant($"Of the {longest.Count} longest, {words} are single words with or without a leading blank, ")
            + Invariant($"{longest.Count(token => IsRepeated(token.Text))} repeat one character, ")
            + Invariant($"and {longest.Count(token => token.Text.Any(character => !char.IsAscii(character)))} have characters beyond ASCII.");
    }

    private static bool IsWord(string token) => token.TrimStart(' ') is { Length: > 0 } letters && letters.All(char.IsLetter);

    private static bool IsRepeated(string token) => token.TrimStart(' ') is { Length: > 1 } rest ? rest.Distinct().Count() == 1 : token.Length > 1;

    private static Curve CurveOf(string name, IReadOnlyList<ProgressPoint> points) =>
        new(name, CurveKind.Validation, [.. points.Select(point => new CurvePoint(point.Seconds, 100 * point.Share))]);
}
