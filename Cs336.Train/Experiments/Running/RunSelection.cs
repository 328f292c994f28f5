using Cs336.Model;

namespace Cs336.Train.Experiments.Running;

/// <summary>Which runs of the chosen experiments are made.</summary>
/// <param name="Only">These alone; empty: all.</param>
/// <param name="Skip">All but these.</param>
internal sealed record RunSelection(IReadOnlyList<string> Only, IReadOnlyList<string> Skip)
{
    /// <summary>The runs of an experiment that are to be made, in their order.</summary>
    public IEnumerable<ExperimentRun> Of(Experiment experiment, Scale scale) => experiment.Runs(scale)
        .Where(run => (Only.Count == 0 || Only.Contains(run.Name)) && !Skip.Contains(run.Name));

    /// <summary>The corpora that they and what they need read.</summary>
    public IEnumerable<Corpus> Corpora(IEnumerable<Experiment> experiments, Scale scale) => experiments
        .SelectMany(experiment => Of(experiment, scale))
        .SelectMany(run => run.Needs is { } needed ? [needed, run] : new[] { run })
        .SelectMany(run => run is TrainingRun training ? [training.Corpus, .. run.Corpora] : run.Corpora)
        .Distinct();

    /// <summary>Makes sure that every name is that of a run.</summary>
    /// <exception cref="ConfigurationException">One is not.</exception>
    public void Require(IReadOnlyList<Experiment> experiments, Scale scale)
    {
        var known = experiments.SelectMany(experiment => experiment.Runs(scale)).Select(run => run.Name).Distinct().ToList();
        foreach (var (option, names) in new[] { ("--only", Only), ("--skip", Skip) })
        {
            if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
                throw new ConfigurationException($"{option}: expected runs of the chosen experiments, of {string.Join(", ", known)}; found '{unknown}'.");
        }
    }
}
