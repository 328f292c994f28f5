using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Cs336.Train.Experiments.Log;

/// <summary>How a run ended.</summary>
internal enum RunOutcome
{
    /// <summary>As it should.</summary>
    Done,

    /// <summary>The training diverged, which is a result.</summary>
    Diverged,

    /// <summary>An error kept it from a result.</summary>
    Failed,
}

/// <summary>Outcomes in words.</summary>
internal static class RunOutcomeNames
{
    /// <summary>The name: lower case.</summary>
    public static string Name(this RunOutcome outcome) => outcome.ToString().ToLowerInvariant();
}

/// <summary>One line of the experiment log: what was run, when, with what, on what, and what came out. It stands for itself: the writeup needs nothing else.</summary>
internal sealed record LogEntry
{
    /// <summary>The run's name.</summary>
    public required string Run { get; init; }

    /// <summary>The experiment that it was first run for.</summary>
    public required string Experiment { get; init; }

    /// <summary>The scale.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<Scale>))]
    public required Scale Scale { get; init; }

    /// <summary>How it ended.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<RunOutcome>))]
    public required RunOutcome Outcome { get; init; }

    /// <summary>The command that repeats it.</summary>
    public required string Command { get; init; }

    /// <summary>When it began (UTC).</summary>
    public required DateTime Started { get; init; }

    /// <summary>How long it took, in all sittings.</summary>
    public required double Seconds { get; init; }

    /// <summary>The seed; null where nothing is random.</summary>
    public int? Seed { get; init; }

    /// <summary>The commit that the program was built from, where that is known.</summary>
    public string? Commit { get; init; }

    /// <summary>The machine: processor, cores, memory, operating system, runtime, device.</summary>
    public required string Machine { get; init; }

    /// <summary>The texts it read.</summary>
    public IReadOnlyList<CorpusRecord> Data { get; init; } = [];

    /// <summary>SHA-256 of everything that decides the result: another means that the run has to be made anew.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What went wrong, where something did.</summary>
    public string? Failure { get; init; }

    /// <summary>What came out; null where it failed.</summary>
    public JsonNode? Result { get; init; }
}
