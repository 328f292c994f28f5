using Cs336.Train.Experiments.Log;
using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Reports;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>Parts (c) and (d) of <c>tokenizer_experiments</c>: how fast texts are encoded, and what comes out.</summary>
internal static class EncodingAnswer
{
    private const double ThePile = 825e9;

    /// <summary>One more than what a <c>uint16</c> holds.</summary>
    private const long IdsOf16Bits = ushort.MaxValue + 1L;

    /// <summary>Part (c).</summary>
    public static void OnSpeed(Section section, RecordedExperiment recorded)
    {
        section.Text("**(c)**");
        var rates = CorpusResults
            .Of<EncodingSpeed>(section, recorded, TokenizedCorpus.Runs(corpus => corpus.SpeedRun), name => $"throughput of the tokenizer of {name}")
            .SelectMany(corpus => corpus.Result.Rates.Select(rate => (corpus.Name, corpus.Entry, Rate: rate)))
            .ToList();
        if (rates.Count == 0)
            return;
        section.Table(
            "Encoding the training text, at most its first 256 MB, reading included, writing not",
            ["tokenizer and text", "threads", "bytes", "wall-clock", "throughput", "for 825 GB"],
            rates.Select(row => (IReadOnlyList<string>)
            [
                row.Name, Invariant($"{row.Rate.Threads}"), Quantity.Size(row.Rate.Bytes), Duration.Of(row.Rate.Seconds),
                Quantity.ByteRate(row.Rate.BytesPerSecond), Duration.Of(ThePile / row.Rate.BytesPerSecond),
            ]),
            rates.Select(row => row.Entry).Distinct());
        var slowest = rates.MinBy(row => row.Rate.BytesPerSecond);
        var fastest = rates.MaxBy(row => row.Rate.BytesPerSecond);
        section.Text(Invariant($"The Pile's 825 GB would take {DaysAndHours(fastest.Rate)} at the highest of these rates ")
            + Invariant($"({fastest.Name}, {Threads(fastest.Rate)}) and {DaysAndHours(slowest.Rate)} at the lowest ")
            + Invariant($"({slowest.Name}, {Threads(slowest.Rate)}).")
            + HowMuchTheTextMatters(rates));
    }

    /// <summary>Part (d).</summary>
    public static void OnDatasets(Section section, RecordedExperiment recorded)
    {
        section.Text("**(d)**");
        var datasets = CorpusResults
            .Of<EncodedCorpus>(section, recorded, TokenizedCorpus.Runs(corpus => corpus.DatasetsRun), name => $"the token files of {name}")
            .SelectMany(corpus => corpus.Result.Datasets.Select(file => (corpus.Name, corpus.Entry, File: file)))
            .ToList();
        if (datasets.Count == 0)
            return;
        section.Table(
            "The texts as token files",
            ["text", "bytes", "documents", "tokens", "largest id", "bytes per id", "token file", "as int32", "as int64"],
            datasets.Select(row => (IReadOnlyList<string>)
            [
                $"{row.Name}, {row.File.Name}", Quantity.Size(row.File.SourceBytes), Invariant($"{row.File.Documents:N0}"),
                Invariant($"{row.File.Tokens:N0}"), Invariant($"{row.File.LargestId:N0}"), Invariant($"{row.File.BytesPerId}"),
                Quantity.Size(row.File.FileBytes), Quantity.Size(row.File.Tokens * sizeof(int)), Quantity.Size(row.File.Tokens * sizeof(long)),
            ]),
            datasets.Select(row => row.Entry).Distinct());
        var largest = datasets.Max(row => row.File.LargestId);
        var vocabulary = datasets.Max(row => row.File.VocabSize);
        var saved = datasets.Sum(row => row.File.Tokens) * sizeof(ushort);
        section.Text(largest < IdsOf16Bits && vocabulary <= IdsOf16Bits
            ? Invariant($"The largest id in any of the files is {largest:N0}, and no vocabulary has more than {vocabulary:N0} tokens; ")
                + Invariant($"`uint16` holds the {IdsOf16Bits:N0} ids from 0 to {ushort.MaxValue:N0}, all that are needed, without a sign that no id has. ")
                + Invariant($"Against `int32` it saves {Quantity.Size(saved)}, against `int64` {Quantity.Size(3 * saved)}, ")
                + Invariant($"on the disk and for every batch that is read. ")
                + Invariant($"A vocabulary of more than {IdsOf16Bits:N0} tokens would not fit, and is written as `uint32`.")
            : Invariant($"A vocabulary has {vocabulary:N0} tokens, more than the {IdsOf16Bits:N0} ids of `uint16`: its file needs `uint32`."));
    }

    /// <summary>The Pile is neither corpus: how far the rates of both are apart says how far off its own may be.</summary>
    private static string HowMuchTheTextMatters(IReadOnlyList<(string Name, LogEntry Entry, EncodingRate Rate)> rates)
    {
        var alone = rates.Where(row => row.Rate.Threads == 1).OrderByDescending(row => row.Rate.BytesPerSecond).ToList();
        return alone.Count < 2
            ? ""
            : Invariant($" On one thread {alone[0].Name} goes {alone[0].Rate.BytesPerSecond / alone[^1].Rate.BytesPerSecond:F1} times as fast ")
                + $"as {alone[^1].Name}: that much the text matters, and the Pile is neither of them.";
    }

    private static string DaysAndHours(EncodingRate rate)
    {
        var hours = ThePile / rate.BytesPerSecond / 3_600;
        return Invariant($"{hours:0.#} hours ({hours / 24:0.##} days)");
    }

    private static string Threads(EncodingRate rate) => rate.Threads == 1 ? "1 thread" : Invariant($"{rate.Threads} threads");
}
