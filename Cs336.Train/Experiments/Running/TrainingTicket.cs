using Cs336.Train.Files;
using Cs336.Train.Training;

namespace Cs336.Train.Experiments.Running;

/// <summary>Whose training a run directory holds, so that an interrupted one goes on and another one begins anew.</summary>
/// <param name="Fingerprint">What decides its result.</param>
/// <param name="Started">When its first sitting began (UTC).</param>
/// <param name="Finished">Whether its result has been recorded.</param>
internal sealed record TrainingTicket(string Fingerprint, DateTime Started, bool Finished)
{
    /// <summary>The ticket of a directory; null where it has none.</summary>
    public static TrainingTicket? Of(RunDirectory run) => File.Exists(PathIn(run)) ? JsonFile.Read<TrainingTicket>(PathIn(run)) : null;

    /// <summary>Writes it.</summary>
    public void Write(RunDirectory run) => JsonFile.Write(PathIn(run), this);

    private static string PathIn(RunDirectory run) => Path.Combine(run.Path, "experiment.json");
}
