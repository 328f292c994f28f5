using Cs336.Train.Tokenization;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 tokenizer train</c></summary>
internal static class TokenizerTrainCommand
{
    public static void Run(TokenizerTrainOptions options, CancellationToken cancellation)
    {
        var record = TokenizerTraining.Run(options, cancellation);
        if (record.Tokens < record.VocabSize)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"The text has no pair left to merge: {record.Tokens:N0} tokens instead of {record.VocabSize:N0}."));
        }
        Console.WriteLine(FormattableString.Invariant(
            $"{options.Out}: {record.Tokens:N0} tokens, learned from {record.CorpusBytes:N0} bytes in {record.Seconds:F1} s."));
    }
}
