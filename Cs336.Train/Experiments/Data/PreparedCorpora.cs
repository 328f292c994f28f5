using Cs336.Model.Data;
using Cs336.Model.State;
using Cs336.Train.Files;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Experiments.Data;

/// <summary>
/// What trainings and measurements read: the texts of the corpora, a tokenizer of each and the ids of both its texts. Each is made when it
/// is first asked for, by the code of the commands that a user would call, and kept for as long as what it was made from is the same.
/// </summary>
internal sealed class PreparedCorpora(Workspace workspace, Scale scale, string? data, int? threads, bool quiet, CancellationToken cancellation)
{
    private readonly Recipe recipe = Recipe.Of(scale);
    private readonly CorpusLibrary library = new(workspace, scale, data, quiet);
    private readonly Dictionary<Corpus, CorpusTexts> texts = [];

    /// <inheritdoc cref="CorpusLibrary.Require"/>
    public void Require(Corpus corpus) => library.Require(corpus);

    /// <summary>The texts of a corpus.</summary>
    public CorpusTexts Texts(Corpus corpus) => texts.TryGetValue(corpus, out var known)
        ? known
        : texts[corpus] = library.Texts(corpus, cancellation, () => Forget(corpus));

    /// <summary>The directory of a corpus's tokenizer.</summary>
    public string Tokenizer(Corpus corpus)
    {
        var directory = workspace.Tokenizer(scale, corpus);
        var vocabSize = recipe.VocabSize(corpus);
        var record = Path.Combine(directory, TokenizerTraining.RecordFile);
        if (!File.Exists(record) || JsonFile.Read<TokenizerTrainingRecord>(record).VocabSize != vocabSize)
        {
            var made = TokenizerTraining.Run(
                new TokenizerTrainOptions([Texts(corpus).Train], [], vocabSize, [SpecialToken.EndOfText], directory, threads, quiet), cancellation);
            Console.WriteLine(FormattableString.Invariant(
                $"Tokenizer of {Workspace.NameOf(corpus)}: {made.Tokens:N0} tokens in {made.Seconds:F1} s ({directory})."));
        }
        return directory;
    }

    /// <summary>The ids of the training text.</summary>
    public string TrainTokens(Corpus corpus) => Tokens(corpus, "train", Texts(corpus).Train);

    /// <summary>The ids of the validation text.</summary>
    public string ValidTokens(Corpus corpus) => Tokens(corpus, "valid", Texts(corpus).Valid);

    private string Tokens(Corpus corpus, string part, string text)
    {
        var tokenizer = Tokenizer(corpus);
        var path = workspace.TokenFile(scale, corpus, part);
        if (!File.Exists(path) || TokenFileInfo.Find(path)?.TokenizerSha256 != Fingerprint.OfTokenizer(tokenizer))
        {
            var made = CorpusEncoding.Run(new TokenizerEncodeOptions(tokenizer, [text], path, threads, quiet), cancellation);
            Console.WriteLine(FormattableString.Invariant(
                $"Ids of {Path.GetFileName(text)}: {made.Tokens:N0} tokens, {(double)made.SourceBytes / made.Tokens:F2} bytes each ({path})."));
        }
        return path;
    }

    /// <summary>Removes what was made from other texts.</summary>
    private void Forget(Corpus corpus)
    {
        Disk.DeleteDirectory(workspace.Tokenizer(scale, corpus));
        foreach (var part in new[] { "train", "valid" })
        {
            var path = workspace.TokenFile(scale, corpus, part);
            if (File.Exists(path))
                Disk.DeleteFile(path);
        }
    }
}
