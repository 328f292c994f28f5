using System.Text.Json;
using System.Text.Json.Nodes;
using Cs336.Train.Files;

namespace Cs336.Train.Experiments;

/// <summary>Something that is run once at a scale, and recorded in the log.</summary>
/// <param name="Name">Its name among all runs of a scale: lower case, digits and hyphens; a folder is named after it.</param>
internal abstract record ExperimentRun(string Name)
{
    /// <summary>The corpora that it reads; another text makes another run.</summary>
    public IReadOnlyList<Corpus> Corpora { get; init; } = [];

    /// <summary>The training whose checkpoint it reads; null: none. It is run before.</summary>
    public TrainingRun? Needs { get; init; }
}

/// <summary>A model trained on one corpus: the recipe of the scale, with changes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Corpus">What it is trained on; validated on the corpus's own validation text.</param>
/// <param name="Changes">What differs from the recipe, in the form of <c>config.json</c>.</param>
internal sealed record TrainingRun(string Name, Corpus Corpus, JsonObject Changes) : ExperimentRun(Name);

/// <summary>Something else that is measured.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Raised by hand when a change of the code makes earlier results worthless.</param>
/// <param name="Take">Measures; the result is recorded as JSON.</param>
internal sealed record Measurement(string Name, int Version, Func<MeasurementContext, CancellationToken, JsonNode> Take)
    : ExperimentRun(Name)
{
    /// <summary>A measurement whose result is a record.</summary>
    public static Measurement Of<T>(string name, int version, Func<MeasurementContext, CancellationToken, T> take)
        where T : notnull =>
        new(name, version, (context, cancellation) =>
            JsonSerializer.SerializeToNode(take(context, cancellation), JsonFile.Options)!);
}
