using Cs336.Model.Data;
using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Terminal;

namespace Cs336.Train.Tokenization;

/// <summary>Encodes texts into a token file and its description.</summary>
internal static class CorpusEncoding
{
    /// <summary>Encodes; the token file appears under its name when it is complete.</summary>
    /// <exception cref="IOException">A file is missing or empty, or cannot be written.</exception>
    /// <exception cref="TokenizerException">The tokenizer is missing or malformed, or lacks a byte of the text.</exception>
    public static TokenFileInfo Run(TokenizerEncodeOptions options, CancellationToken cancellation)
    {
        var tokenizer = BpeTokenizer.Load(options.Tokenizer);
        var inputs = TextInput.Require(options.Input, cancellation);
        string[] sources = [.. options.Input, .. TokenizerSource.FilesOf(options.Tokenizer)];
        OutputPath.PrepareFile(options.Out, sources);
        OutputPath.PrepareFile(TokenFileInfo.PathFor(options.Out), sources);
        var sourceBytes = 0L;
        var documents = 0L;
        using var writer = new TokenFileWriter(options.Out, tokenizer.VocabularySize);
        Progress.Run("Encoding", options.Quiet, report =>
        {
            var encoding = new InputEncoding(tokenizer, options.Threads ?? Environment.ProcessorCount, inputs, report);
            foreach (var input in inputs)
            {
                var before = writer.Count;
                var counter = new DocumentCounter(tokenizer);
                sourceBytes += encoding.Run(
                    input,
                    part =>
                    {
                        counter.Add(part.Start, part.Span);
                        writer.WriteAt(before + part.Start, part.Span);
                    },
                    cancellation);
                documents += counter.Count();
            }
            return writer.Count;
        });
        var folder = Path.GetDirectoryName(Path.GetFullPath(options.Out))!;
        var info = new TokenFileInfo
        {
            VocabSize = tokenizer.VocabularySize,
            Tokens = writer.Count,
            SourceBytes = sourceBytes,
            Documents = documents,
            TokenizerSha256 = Fingerprint.OfTokenizer(options.Tokenizer),
            TokenizerPath = Path.GetRelativePath(folder, Path.GetFullPath(options.Tokenizer)),
        };
        // An interrupted pipeline ends a pipe as its own end does.
        cancellation.ThrowIfCancellationRequested();
        writer.Complete();
        info.Write(options.Out);
        return info;
    }
}
