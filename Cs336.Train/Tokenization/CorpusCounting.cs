using System.Security.Cryptography;
using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Terminal;

namespace Cs336.Train.Tokenization;

/// <summary>Counts the pre-tokens of texts of all kinds.</summary>
internal static class CorpusCounting
{
    /// <summary>Counts that are kept apart before they are added up.</summary>
    private const int PartsAtOnce = 16;

    /// <summary>Counts all inputs, each a text of its own: plain files on several threads at once, what only flows piece by piece.</summary>
    /// <param name="inputs">At least one.</param>
    /// <param name="specialTokens">Cut out and not counted.</param>
    /// <param name="threads">How many threads count.</param>
    /// <param name="report">Hears how far it is.</param>
    /// <param name="hash">Takes the bytes of all texts, in order; null: nobody wants to know.</param>
    /// <param name="cancellation">Ends the counting.</param>
    /// <exception cref="IOException">An input is empty or unreadable.</exception>
    /// <exception cref="InvalidDataException">A compressed input is damaged.</exception>
    public static CorpusCounts Run(
        IReadOnlyList<TextInput> inputs,
        IReadOnlyList<string> specialTokens,
        int threads,
        Progress.Report report,
        IncrementalHash? hash,
        CancellationToken cancellation)
    {
        var progress = new ReadingProgress(TextInput.LengthOf(inputs), report);
        var parts = new List<CorpusCounts>();
        for (var next = 0; next < inputs.Count;)
        {
            var plain = inputs.Skip(next).TakeWhile(input => input.IsPlain).ToList();
            if (plain.Count > 0)
            {
                parts.Add(CountFiles(plain));
                next += plain.Count;
            }
            else
            {
                parts.Add(CountStream(inputs[next]));
                next++;
            }
            if (parts.Count == PartsAtOnce)
                parts = [CorpusCounts.Sum(parts)];
        }
        return parts is [var only] ? only : CorpusCounts.Sum(parts);

        CorpusCounts CountFiles(List<TextInput> files)
        {
            string[] paths = [.. files.Select(file => file.Path)];
            var counts = CorpusCounts.OfFiles(paths, specialTokens, threads, new ImmediateProgress<long>(progress.Report), cancellation);
            progress.Finished += counts.TextBytes;
            if (hash is not null)
                TextHash.Append(hash, paths, cancellation);
            return counts;
        }

        CorpusCounts CountStream(TextInput input)
        {
            using var stream = input.Open(cancellation, hash);
            var counts = CorpusCounts.OfStream(
                stream, specialTokens, threads, new ImmediateProgress<long>(_ => progress.Report(stream.SourceBytes)), cancellation);
            stream.RequireContent();
            // An interrupted pipeline ends a pipe as its own end does.
            cancellation.ThrowIfCancellationRequested();
            progress.Finished += stream.SourceBytes;
            return counts;
        }
    }
}
