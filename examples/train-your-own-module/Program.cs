using Cs336.Model.Data;
using Cs336.Model.Optimization;
using Cs336.Model.State;
using Cs336.Model.Training;
using TrainYourOwnModule;
using static TorchSharp.torch;

// Trains a module of one's own on the bytes of a file of one's own, stops in the middle, and goes on from the checkpoint. Exits with 0
// if the model ends up better than knowing how often each byte occurs, and as good as one that was trained without a stop.
if (args is not [var textFile, var checkpointFile])
{
    Console.Error.WriteLine("usage: train-your-own-module TEXT CHECKPOINT");
    return 2;
}

var config = new LoopConfig
{
    Steps = 120,
    BatchSize = 8,
    LearningRate = 1e-2,
    MinLearningRate = 1e-3,
    WarmupSteps = 20,
    WeightDecay = 0.01,
    EvalInterval = 40,
    EvalBatches = 4,
    CheckpointInterval = 30,
};
// Any ids will do, wherever they come from: a TokenSequence over an array, a memory-mapped TokenFile, or a class of your own.
var bytes = TokenSequence.Of([.. File.ReadAllBytes(textFile).Select(value => (long)value)]);
var heldOut = bytes.Count / 10;
var training = bytes.Slice(0, bytes.Count - heldOut);
var validation = bytes.Slice(bytes.Count - heldOut, heldOut);
var frequencies = UnigramBaseline.Of(training, validation, RecurrentModel.Bytes);
Console.WriteLine(FormattableString.Invariant($"Knowing how often each byte occurs: {frequencies:F4} nats per byte."));

var unbroken = Sit(resume: false, stopAt: null);
File.Delete(checkpointFile);
Sit(resume: false, stopAt: 60);
Console.WriteLine($"Stopped; {checkpointFile} has {new FileInfo(checkpointFile).Length} bytes.");
var resumed = Sit(resume: true, stopAt: null);
Console.WriteLine(resumed == unbroken ? "Bit for bit what a run without a stop gives." : $"A run without a stop gives {unbroken}.");
return resumed == unbroken && resumed < frequencies ? 0 : 1;

// One sitting: from the start or from the checkpoint, to the end or to a step.
double Sit(bool resume, long? stopAt)
{
    manual_seed(config.Seed);
    using var model = new RecurrentModel(width: 32);
    using var optimizer = new AdamW(
        model.parameters(), config.LearningRate, config.Beta1, config.Beta2, config.Epsilon, config.WeightDecay);
    var position = TrainingPosition.Start;
    if (resume)
    {
        using var file = File.OpenRead(checkpointFile);
        position = position with { Step = CheckpointStream.Load(file, model, optimizer) };
    }
    using var stop = new CancellationTokenSource();
    var journal = new Journal(model, optimizer, checkpointFile)
    {
        Saved = step =>
        {
            if (step == stopAt)
                stop.Cancel();
        },
    };
    var batches = new BatchSampler(training, config.BatchSize, contextLength: 32, config.Seed);
    var trainer = new Trainer(model, optimizer, config, batches, validation, CPU, journal, TimeProvider.System);
    trainer.Run(position, stop.Token);
    return journal.ValidationLoss;
}
