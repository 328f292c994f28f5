using System.Security.Cryptography;
using Cs336.Model;
using Cs336.Model.State;
using Cs336.Train.CourseData;
using Cs336.Train.Files;
using Cs336.Train.Terminal;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Experiments.Data;

/// <summary>
/// Finds the course's texts in the user's folder, or makes the stand-ins that the recipe of the scale allows, and remembers what they are.
/// </summary>
internal sealed class CorpusLibrary(Workspace workspace, Scale scale, string? data, bool quiet)
{
    private readonly Recipe recipe = Recipe.Of(scale);

    /// <summary>Makes sure that a corpus can be had, before any work.</summary>
    /// <exception cref="IOException">The folder, or a file in it, is missing.</exception>
    /// <exception cref="ConfigurationException">No folder was named, and the scale allows no stand-in.</exception>
    public void Require(Corpus corpus) => Find(corpus);

    /// <summary>The texts of a corpus, made or unpacked if need be.</summary>
    /// <param name="corpus">Which.</param>
    /// <param name="cancellation">Ends the work, which then leaves nothing.</param>
    /// <param name="changed">Called before the texts take the place of others; what was made from those is worth nothing.</param>
    public CorpusTexts Texts(Corpus corpus, CancellationToken cancellation, Action changed)
    {
        var sources = Find(corpus);
        var description = sources.Count == 0 ? recipe.StandIn(corpus)!.Description : CourseNameOf(corpus);
        var manifest = Path.Combine(workspace.Corpora(scale), Workspace.NameOf(corpus) + ".json");
        if (File.Exists(manifest) && JsonFile.Read<CorpusTexts>(manifest) is var known && known.Record.Description == description
            && known.Sources.SequenceEqual(sources) && File.Exists(known.Train) && File.Exists(known.Valid))
        {
            return known;
        }
        OutputPath.PrepareDirectory(workspace.Corpora(scale));
        Disk.DeleteFile(manifest);
        changed();
        var texts = Make(corpus, sources, description, cancellation);
        JsonFile.Write(manifest, texts);
        return texts;
    }

    private CorpusTexts Make(Corpus corpus, IReadOnlyList<SourceFile> sources, string description, CancellationToken cancellation)
    {
        var (train, valid) = (Made(corpus, "train"), Made(corpus, "valid"));
        if (sources.Count == 0)
            recipe.StandIn(corpus)!.Write(train, valid, cancellation);
        else
            (train, valid) = (Unpacked(sources[0].Path, train, cancellation), Unpacked(sources[1].Path, valid, cancellation));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        TextHash.Append(hash, [train, valid], cancellation);
        var record = new CorpusRecord(
            corpus, sources.Count == 0, description, new FileInfo(train).Length, new FileInfo(valid).Length,
            Convert.ToHexStringLower(hash.GetHashAndReset()));
        return new(record, train, valid, sources);
    }

    /// <summary>The plain text of a file: itself, or what it was gzipped from.</summary>
    private string Unpacked(string source, string destination, CancellationToken cancellation)
    {
        var input = TextInput.Require([source], cancellation)[0];
        if (input.IsPlain)
            return source;
        Progress.Run($"Unpacking {Path.GetFileName(source)}", quiet, report =>
        {
            using var text = input.Open(cancellation);
            AtomicFile.Write(destination, file => ContentHash.Of(text, file, _ => { }, cancellation));
            report(1, destination);
            return destination;
        });
        return destination;
    }

    /// <summary>The user's two files of a corpus; none where a stand-in is to be made.</summary>
    private IReadOnlyList<SourceFile> Find(Corpus corpus)
    {
        if (data is null)
        {
            return recipe.StandIn(corpus) is not null ? [] : throw new ConfigurationException(
                $"--data: at {scale.Name()} scale expected the folder of the course's texts, which 'cs336 data fetch' fills; found none.");
        }
        if (!Directory.Exists(data))
            throw new DirectoryNotFoundException($"{data}: there is no such folder; expected the course's texts, which 'cs336 data fetch' fetches.");
        var names = CourseFile.Of(Workspace.NameOf(corpus)).Select(file => file.Name).ToList();
        var found = names.Select(FileNamed).ToList();
        if (found.All(path => path is null) && recipe.StandIn(corpus) is not null)
            return [];
        if (found.FindIndex(path => path is null) is >= 0 and var missing)
        {
            throw new FileNotFoundException(
                $"{Path.Combine(data, names[missing])}: there is no such file, nor one with .gz after its name; "
                + $"'cs336 data fetch {Workspace.NameOf(corpus)} --out {data}' fetches it.");
        }
        return [.. found.Select(path => SourceFile.Of(path!))];
    }

    private string? FileNamed(string name) =>
        new[] { name, name + ".gz" }.Select(each => Path.Combine(data!, each)).FirstOrDefault(File.Exists);

    private string Made(Corpus corpus, string part) => Path.Combine(Path.GetFullPath(workspace.Corpora(scale)), $"{Workspace.NameOf(corpus)}-{part}.txt");

    private static string CourseNameOf(Corpus corpus) => string.Join(", ", CourseFile.Of(Workspace.NameOf(corpus)).Select(file => file.Name));
}
