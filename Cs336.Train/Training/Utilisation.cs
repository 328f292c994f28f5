using Cs336.Model.Accounting;
using Cs336.Model.Training;
using static TorchSharp.torch;

namespace Cs336.Train.Training;

/// <summary>
/// The share of the device's peak rate of matrix products that a run reaches (MFU; Chowdhery et al. 2022). The peak is measured here, by the
/// probe of <c>cs336 doctor</c>, not looked up.
/// </summary>
internal sealed class Utilisation(TrainingConfig config, Device device)
{
    /// <summary>The probe takes up to half a second, which a run of a few seconds does not give away.</summary>
    private const double SecondsBeforeProbe = 5;

    /// <summary>Whatever else the machine does lowers what a probe sees, so that it is asked again, and the highest answer counts.</summary>
    private const double SecondsBetweenProbes = 60;

    private readonly Lazy<ModelAccount> account = new(() => ModelAccount.Of(config.Model));
    private double? peak;
    private double nextProbe = SecondsBeforeProbe;

    /// <summary>A row with its share, if the peak is known by now.</summary>
    public Metrics Complete(Metrics row) => row.TokensPerSecond is { } rate && peak is { } flopsPerSecond
        ? row with { Mfu = account.Value.Utilisation(rate, flopsPerSecond) }
        : row;

    /// <summary>Measures the peak from time to time, at an evaluation, when no step is under way.</summary>
    public void Probe(Metrics evaluation)
    {
        if (evaluation.Seconds < nextProbe)
            return;
        peak = Math.Max(peak ?? 0, MatrixRate.Measure(device, config.DType, TimeProvider.System).FlopsPerSecond);
        nextProbe = evaluation.Seconds + SecondsBetweenProbes;
    }
}
