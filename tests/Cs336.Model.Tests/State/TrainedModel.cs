using Cs336.Model.Functional;
using Cs336.Model.Layers;
using Cs336.Model.State;
using Cs336.Model.Tests.Support;
using Cs336.Model.Training;
using static TorchSharp.torch;
using AdamW = Cs336.Model.Optimization.AdamW;

namespace Cs336.Model.Tests.State;

/// <summary>A tiny model with an optimizer that has taken a few steps.</summary>
internal sealed class TrainedModel : IDisposable
{
    public TrainedModel(int seed, int steps = 2, ModelConfig? config = null)
    {
        Model = TinyModel.Create(seed, config);
        Optimizer = new AdamW(Model.parameters());
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var ids = Draws.Ids(seed + step, 11, 2, 8);
            Optimizer.zero_grad();
            CrossEntropy.Of(Model.call(ids), ids).backward();
            Optimizer.step();
        }
    }

    public TransformerLm Model { get; }

    public AdamW Optimizer { get; }

    public static CheckpointState StateAt(long step) => new()
    {
        Step = step,
        Seconds = 12.5,
        TorchRandomState = [1, 2, 255],
        TokenizerSha256 = "ab12",
        Config = new TrainingConfig { Model = TinyModel.Config, Steps = 100, LearningRate = 0.1 },
    };

    public StateCopy Everything() => new(Model, Optimizer);

    public void AssertIs(StateCopy expected) => StateCopy.AssertSame(expected, Everything());

    public void Dispose()
    {
        Optimizer.Dispose();
        Model.Dispose();
    }
}
