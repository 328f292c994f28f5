namespace Cs336.Model.Training;

/// <summary>Somewhere that measurements go: a file, a service.</summary>
public interface IMetricSink : IDisposable
{
    /// <summary>Takes one more row, later than all before it.</summary>
    /// <param name="row">The measurements of a step, or its validation loss.</param>
    void Append(Metrics row);
}
