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
        var inputs = TextInput.Require(options.Input);
        string[] sources = [.. options.Input, .. TokenizerSource.FilesOf(options.Tokenizer)];
        OutputPath.PrepareFile(options.Out, sources);
        OutputPath.PrepareFile(TokenFileInfo.PathFor(options.Out), sources);
        var sourceBytes = 0L;
        var documents = new DocumentCounter(tokenizer);
        using var writer = new TokenFileWriter(options.Out, tokenizer.VocabularySize);
        Progress.Run("Encoding", options.Quiet, report =>
        {
            var encoding = new InputEncoding(tokenizer, options.Threads ?? Environment.ProcessorCount, inputs, report);
            foreach (var input in inputs)
            {
                documents.BeginText();
                sourceBytes += encoding.Run(
                    input,
                    ids =>
                    {
                        documents.Add(ids.Span);
                        writer.Write(ids.Span);
                    },
                    cancellation);
            }
            return writer.Count;
        });
        var folder = Path.GetDirectoryName(Path.GetFullPath(options.Out))!;
        var info = new TokenFileInfo
        {
            VocabSize = tokenizer.VocabularySize,
            Tokens = writer.Count,
            SourceBytes = sourceBytes,
            Documents = documents.Count,
            TokenizerSha256 = Fingerprint.OfTokenizer(options.Tokenizer),
            TokenizerPath = Path.GetRelativePath(folder, Path.GetFullPath(options.Tokenizer)),
        };
        // An interrupted pipeline ends a pipe as its own end does.
        cancellation.ThrowIfCancellationRequested();
        writer.Complete();
        info.Write(options.Out);
        return info;
    }

    /// <summary>Counts the pieces, other than empty ones, that special tokens separate.</summary>
    private sealed class DocumentCounter(BpeTokenizer tokenizer)
    {
        /// <summary>So many values are looked for at once by vectors.</summary>
        private const int FewIds = 5;

        private readonly HashSet<int> specialIds =
            [.. tokenizer.SpecialTokens.Select(token => tokenizer.TryGetId(token, out var id) ? id : -1)];

        private bool inDocument;

        public long Count { get; private set; }

        /// <summary>Another text is another document.</summary>
        public void BeginText() => inDocument = false;

        public void Add(ReadOnlySpan<int> ids)
        {
            while (!ids.IsEmpty)
            {
                var ordinary = OrdinaryAtStart(ids);
                if (ordinary > 0 && !inDocument)
                    Count++;
                // A document goes on into the next part, unless a special token ends it here.
                inDocument = ordinary == ids.Length;
                ids = ids[Math.Min(ids.Length, ordinary + 1)..];
            }
        }

        private int OrdinaryAtStart(ReadOnlySpan<int> ids)
        {
            if (specialIds.Count <= FewIds)
                return ids.IndexOfAny([.. specialIds]) is >= 0 and var found ? found : ids.Length;
            var count = 0;
            while (count < ids.Length && !specialIds.Contains(ids[count]))
                count++;
            return count;
        }
    }
}
