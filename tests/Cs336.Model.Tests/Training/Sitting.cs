using Cs336.Model.Data;
using Cs336.Model.Layers;
using Cs336.Model.Optimization;
using Cs336.Model.Tests.Support;
using Cs336.Model.Training;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Training;

/// <summary>A model, its optimizer and a trainer over tokens that repeat themselves every seven.</summary>
internal sealed class Sitting : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Trainer trainer;
    private int windowsRead;

    /// <param name="config">What to train.</param>
    /// <param name="onCheckpoint">Hears of checkpoints, or null.</param>
    /// <param name="duringStep">Called in every step with its number, from 1, or null.</param>
    /// <param name="modelSeed">Decides the initial weights.</param>
    /// <param name="from">The updates made before this sitting.</param>
    /// <param name="fault">Comes between the model and its logits, or null.</param>
    public Sitting(
        TrainingConfig config,
        Action<Sitting, TrainingPosition>? onCheckpoint = null,
        Action<Sitting, long>? duringStep = null,
        int modelSeed = 1,
        long from = 0,
        Func<Tensor, Tensor>? fault = null)
    {
        Model = TinyModel.Create(modelSeed, config.Model);
        Optimizer = new AdamW(Model.parameters(), config.LearningRate, config.Beta1, config.Beta2, config.Epsilon, config.WeightDecay);
        Recorder = new Recorder(position => onCheckpoint?.Invoke(this, position));
        var tokens = new ObservedTokens(Ids(200), () =>
        {
            if (windowsRead++ % config.BatchSize != 0)
                return;
            Clock.Advance(seconds: 1);
            duringStep?.Invoke(this, from + windowsRead / config.BatchSize + 1);
        });
        trainer = new Trainer(
            fault is null ? Model : new Faulty(Model, fault), Optimizer, config, new BatchSampler(tokens, config.BatchSize, config.Model.ContextLength, config.Seed),
            TokenSequence.Of(Ids(60)), CPU, Recorder, Clock);
    }

    public static TrainingConfig Config { get; } = new()
    {
        Model = TinyModel.Config,
        Steps = 12,
        BatchSize = 4,
        LearningRate = 0.02,
        MinLearningRate = 0.002,
        WarmupSteps = 3,
        EvalInterval = 4,
        EvalBatches = 1,
        CheckpointInterval = 5,
    };

    public TransformerLm Model { get; }

    public AdamW Optimizer { get; }

    public Recorder Recorder { get; }

    public ManualClock Clock { get; } = new();

    public void Stop() => stop.Cancel();

    public TrainingOutcome Run(TrainingPosition? from = null) => trainer.Run(from ?? TrainingPosition.Start, stop.Token);

    public void Dispose()
    {
        stop.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
    }

    private sealed class Faulty(TransformerLm model, Func<Tensor, Tensor> fault) : nn.Module<Tensor, Tensor>(nameof(Faulty))
    {
        public override Tensor forward(Tensor ids) => fault(model.call(ids));
    }

    private static long[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => (long)(i % 7))];
}
