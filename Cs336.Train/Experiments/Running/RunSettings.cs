namespace Cs336.Train.Experiments.Running;

/// <summary>How the runs of one command are made.</summary>
/// <param name="Scale">The scale.</param>
/// <param name="Device">The device.</param>
/// <param name="Threads">Threads within one tensor operation.</param>
/// <param name="DType">The type of matrix products, by its name in <c>config.json</c>; null: the recipe's.</param>
/// <param name="Again">Whether what is recorded is run nevertheless.</param>
/// <param name="Quiet">Whether to show no progress.</param>
internal sealed record RunSettings(Scale Scale, string Device, int Threads, string? DType, bool Again, bool Quiet);
