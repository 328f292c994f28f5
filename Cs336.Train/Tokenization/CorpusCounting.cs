using System.Security.Cryptography;
using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Terminal;

namespace Cs336.Train.Tokenization;

/// <summary>Counts the pre-tokens of texts of all kinds.</summary>
internal static class CorpusCounting
{
    /// <summary>Counts all inputs, each a text of its own: plain files on several threads at once, what only flows piece by piece.</summary>
    /// <param name="inputs">At least one.</param>
    /// <param name="counter">Counts them.</param>
    /// <param name="report">Hears how far it is.</param>
    /// <param name="hash">Takes the bytes of all texts, in order; null: nobody wants to know.</param>
    /// <param name="cancellation">Ends the counting.</param>
    /// <exception cref="IOException">An input is empty or unreadable.</exception>
    /// <exception cref="InvalidDataException">A compressed input is damaged.</exception>
    public static void Run(
        IReadOnlyList<TextInput> inputs,
        CorpusCounter counter,
        Progress.Report report,
        IncrementalHash? hash,
        CancellationToken cancellation)
    {
        var progress = new ReadingProgress(TextInput.LengthOf(inputs), report);
        for (var next = 0; next < inputs.Count;)
        {
            string[] plain = [.. inputs.Skip(next).TakeWhile(input => input.IsPlain).Select(input => input.Path)];
            if (plain.Length > 0)
            {
                CountFiles(plain);
                next += plain.Length;
            }
            else
            {
                CountStream(inputs[next]);
                next++;
            }
        }

        void CountFiles(string[] paths)
        {
            var before = counter.TextBytes;
            counter.AddFiles(paths, new ImmediateProgress<long>(progress.Report), cancellation);
            progress.Finished += counter.TextBytes - before;
            if (hash is not null)
                TextHash.Append(hash, paths, cancellation);
        }

        void CountStream(TextInput input)
        {
            using var stream = input.Open(cancellation, hash);
            counter.AddStream(stream, new ImmediateProgress<long>(_ => progress.Report(stream.SourceBytes)), cancellation);
            stream.RequireContent();
            // An interrupted pipeline ends a pipe as its own end does.
            cancellation.ThrowIfCancellationRequested();
            progress.Finished += stream.SourceBytes;
        }
    }
}
