using TorchSharp.Modules;

namespace Cs336.Model.Optimization;

/// <summary>The hyper-parameters of one group of parameters of <see cref="AdamW"/>.</summary>
public sealed class AdamWOptions : OptimizerOptions
{
    /// <summary>Decay of the first moment, in [0, 1).</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>Decay of the second moment, in [0, 1).</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>Keeps the division finite; positive.</summary>
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>λ, at least 0.</summary>
    public double WeightDecay { get; set; } = 0.01;

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        base.SaveStateDict(writer);
        writer.Write(Beta1);
        writer.Write(Beta2);
        writer.Write(Epsilon);
        writer.Write(WeightDecay);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        base.LoadStateDict(reader);
        Beta1 = reader.ReadDouble();
        Beta2 = reader.ReadDouble();
        Epsilon = reader.ReadDouble();
        WeightDecay = reader.ReadDouble();
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerOptions source)
    {
        base.LoadStateDict(source);
        var other = (AdamWOptions)source;
        (Beta1, Beta2, Epsilon, WeightDecay) = (other.Beta1, other.Beta2, other.Epsilon, other.WeightDecay);
    }

    internal AdamWOptions Copy() => (AdamWOptions)MemberwiseClone();

    /// <summary>These options, if every value is in its range.</summary>
    internal AdamWOptions Validated()
    {
        Require("learning rate", LearningRate ?? double.NaN, "at least 0", LearningRate >= 0);
        Require("beta1", Beta1, "in [0, 1)", Beta1 is >= 0 and < 1);
        Require("beta2", Beta2, "in [0, 1)", Beta2 is >= 0 and < 1);
        Require("epsilon", Epsilon, "positive", Epsilon > 0);
        Require("weight decay", WeightDecay, "at least 0", WeightDecay >= 0);
        return this;
    }

    private static void Require(string name, double value, string expected, bool holds) =>
        HyperParameter.Require("AdamW", name, value, expected, holds);
}
