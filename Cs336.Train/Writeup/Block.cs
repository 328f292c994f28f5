using Cs336.Train.Experiments.Log;
using Cs336.Train.Reports;

namespace Cs336.Train.Writeup;

/// <summary>A piece of a section.</summary>
internal abstract record Block;

/// <summary>Markdown.</summary>
internal sealed record TextBlock(string Markdown) : Block;

/// <summary>A piece that shows results, and the runs that these came from.</summary>
internal abstract record SourcedBlock(string Caption, IReadOnlyList<LogEntry> Sources) : Block;

/// <summary>A table.</summary>
internal sealed record TableBlock(
    string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<LogEntry> Sources)
    : SourcedBlock(Caption, Sources);

/// <summary>Curves.</summary>
internal sealed record FigureBlock(string Name, LossCurves Plot, string Caption, IReadOnlyList<LogEntry> Sources)
    : SourcedBlock(Caption, Sources);

/// <summary>Text as it is.</summary>
internal sealed record VerbatimBlock(string Caption, string Text, IReadOnlyList<LogEntry> Sources) : SourcedBlock(Caption, Sources);

/// <summary>Something that was not run.</summary>
internal sealed record NotRunBlock(string What, string Command) : Block;
