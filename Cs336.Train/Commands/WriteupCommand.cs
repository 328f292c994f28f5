using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Writeup;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 writeup</c></summary>
internal static class WriteupCommand
{
    public static void Run(WriteupOptions options)
    {
        var logFile = new Workspace(options.Experiments).LogFile;
        if (!File.Exists(logFile))
            throw new FileNotFoundException($"{logFile}: there is no such file; expected the log of 'cs336 experiment run'.", logFile);
        Scale? scale = options.Scale is null ? null : ScaleNames.Parse(options.Scale);
        var document = Document.Of(ExperimentRegistry.All, new ExperimentLog(logFile).Read(), scale);
        var folder = new WriteupFolder(options.Out);
        folder.Write(document, logFile);
        foreach (var chapter in document.Chapters)
            Console.WriteLine($"{chapter.Section.Id}: {chapter.Recorded.Scale.Name()} scale, {chapter.State}.");
        Console.WriteLine($"{folder.Page}: the page; writeup.md, log.md, log.jsonl and the figures lie beside it.");
    }
}
