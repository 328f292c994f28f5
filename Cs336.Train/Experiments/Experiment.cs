using Cs336.Train.Writeup;

namespace Cs336.Train.Experiments;

/// <summary>One problem of the assignment: what it asks, what is run for it, and how the answer follows from what was recorded.</summary>
internal abstract class Experiment
{
    /// <summary>The assignment's name of the problem, such as <c>learning_rate</c>; its name on the command line too.</summary>
    public abstract string Name { get; }

    /// <summary>The heading of its section.</summary>
    public abstract string Title { get; }

    /// <summary>What is asked, in Markdown.</summary>
    public abstract string Question { get; }

    /// <summary>What is measured, in one sentence.</summary>
    public abstract string Measured { get; }

    /// <summary>How the measurements are judged, in one sentence.</summary>
    public abstract string Judged { get; }

    /// <summary>What is run, in this order. A run that several problems share is made once: its name says that it is the same.</summary>
    public abstract IReadOnlyList<ExperimentRun> Runs(Scale scale);

    /// <summary>Writes the answer. It depends on nothing but what was recorded; what was not run is said to be so.</summary>
    /// <param name="section">Where to; the question stands there already.</param>
    /// <param name="recorded">What the log knows of the runs of this problem.</param>
    public abstract void Answer(Section section, RecordedExperiment recorded);
}
