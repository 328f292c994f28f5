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

    private readonly Lazy<long> flopsPerToken = new(() => ModelAccount.Of(config.Model).TrainingFlopsPerToken);
    private double? peak;

    /// <summary>A row with its share, if the peak is known by now.</summary>
    public Metrics Complete(Metrics row) => row.TokensPerSecond is { } rate && peak is { } flopsPerSecond
        ? row with { Mfu = rate * flopsPerToken.Value / flopsPerSecond }
        : row;

    /// <summary>Measures the peak once, at an evaluation, when no step is under way.</summary>
    public void ProbeOnce(Metrics evaluation)
    {
        if (peak is null && evaluation.Seconds >= SecondsBeforeProbe)
            peak = MatrixRate.Measure(device, config.DType, TimeProvider.System).FlopsPerSecond;
    }
}
