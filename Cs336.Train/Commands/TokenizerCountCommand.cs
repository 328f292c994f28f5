using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Terminal;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 tokenizer count</c></summary>
internal static class TokenizerCountCommand
{
    private const string ToStandardOutput = "-";

    public static void Run(TokenizerCountOptions options, CancellationToken cancellation)
    {
        TokenizerTraining.RequireSpecialTokens(options.SpecialTokens);
        var inputs = TextInput.Require(options.Input, cancellation);
        if (options.Out != ToStandardOutput)
            OutputPath.PrepareFile(options.Out, options.Input);
        using var counter = new CorpusCounter(options.SpecialTokens, options.Threads);
        var counts = Progress.Run("Counting", options.Quiet, report =>
        {
            CorpusCounting.Run(inputs, counter, report, hash: null, cancellation);
            return counter.ToCounts();
        });
        cancellation.ThrowIfCancellationRequested();
        if (options.Out == ToStandardOutput)
        {
            using var output = StandardOutput.Open();
            counts.Save(output);
            return;
        }
        counts.Save(options.Out);
        Console.WriteLine(FormattableString.Invariant(
            $"{options.Out}: {counts.DistinctPreTokens:N0} distinct pre-tokens, {counts.Occurrences:N0} in {counts.TextBytes:N0} bytes."));
    }
}
