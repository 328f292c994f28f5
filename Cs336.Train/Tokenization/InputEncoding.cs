using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Terminal;

namespace Cs336.Train.Tokenization;

/// <summary>Encodes texts of all kinds on several threads: plain files from any place, what only flows piece by piece.</summary>
/// <param name="tokenizer">The tokenizer.</param>
/// <param name="threads">How many threads encode.</param>
/// <param name="inputs">All texts that will be encoded.</param>
/// <param name="report">Hears how far it is.</param>
internal sealed class InputEncoding(BpeTokenizer tokenizer, int threads, IReadOnlyList<TextInput> inputs, Progress.Report report)
{
    private readonly ReadingProgress progress = new(TextInput.LengthOf(inputs), report);

    /// <summary>Encodes one of the texts.</summary>
    /// <param name="input">The text.</param>
    /// <param name="take">
    /// Takes its ids, part by part: several at once and in no certain order, each valid until it returns.
    /// </param>
    /// <param name="cancellation">Ends the encoding.</param>
    /// <returns>The bytes of the text.</returns>
    /// <exception cref="IOException">It is empty or unreadable.</exception>
    /// <exception cref="InvalidDataException">It is compressed and damaged.</exception>
    public long Run(TextInput input, Action<EncodedPart> take, CancellationToken cancellation)
    {
        if (input.IsPlain)
        {
            var reached = 0L;
            tokenizer.EncodeFile(
                input.Path,
                threads,
                part =>
                {
                    take(part);
                    lock (progress)
                        progress.Report(reached = Math.Max(reached, part.BytesDone));
                },
                cancellation);
            progress.Finished += input.Length!.Value;
            return input.Length.Value;
        }

        using var stream = input.Open(cancellation);
        foreach (var part in tokenizer.EncodeStream(stream, threads, cancellation))
        {
            take(part);
            progress.Report(stream.SourceBytes);
        }
        stream.RequireContent();
        progress.Finished += stream.SourceBytes;
        return stream.TextBytes;
    }
}
