using TorchSharp.Modules;

namespace Cs336.Model.Optimization;

/// <summary>The hyper-parameters of one group of parameters of <see cref="Sgd"/>: the learning rate.</summary>
public sealed class SgdOptions : OptimizerOptions
{
    internal SgdOptions Copy() => (SgdOptions)MemberwiseClone();

    /// <summary>These options, if the rate is in its range.</summary>
    internal SgdOptions Validated()
    {
        HyperParameter.Require("SGD", "learning rate", LearningRate ?? double.NaN, "at least 0", LearningRate >= 0);
        return this;
    }
}
