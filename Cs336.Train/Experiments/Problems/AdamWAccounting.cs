using Cs336.Model.Accounting;
using Cs336.Train.Accounting;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Reports;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>adamwAccounting</c> (assignment §4.3).</summary>
internal sealed class AdamWAccounting : Experiment
{
    private const string AccountRun = "gpt2-xl-training-account";
    private const string Preset = "gpt2-xl";

    /// <summary>Products of float32 numbers on an A100, as the assignment has it, and on an H100, which rounds them to TF32 first.</summary>
    private static readonly (string Device, double Peak)[] Devices = [("A100, float32", ModelFigures.A100Peak), ("H100, TF32", 495e12)];

    public override string Name => "adamwAccounting";

    public override string Title => "Resource accounting for training with AdamW";

    public override string Question => """
        (a) How much memory does training with AdamW take in float32: parameters, activations, gradients and optimizer state, as expressions of
        the batch size and the model's sizes, with d_ff = 4 · d_model? (b) For GPT-2 XL's shape, as a · batch + b: what is the largest batch that
        fits into 80 GB? (c) How many FLOPs is one step of AdamW? (d) How many days does it take to train GPT-2 XL for 400,000 steps with a batch
        of 1,024 on one GPU, at a model FLOPs utilisation (MFU) of 50 %?
        """;

    public override string Measured => "The account of `cs336 account --preset gpt2-xl`: parameters from the declared modules, activations by the assignment's list.";

    public override string Judged => "Tests compare the figures with reference numbers, to the last digit.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) => [Measurement.Of(AccountRun, 1, (_, _) => TrainingFigures.Take())];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        if (recorded.Result<TrainingFigures>(AccountRun) is not { } figures)
        {
            section.NotRun("the account of training GPT-2 XL", recorded.Command);
            return;
        }
        var entry = recorded.Entry(AccountRun)!;
        AnswerOnMemory(section, figures, entry);
        AnswerOnBatch(section, figures, entry);
        AnswerOnTime(section, figures, entry);
        section.Conclude(Invariant($"GPT-2 XL: largest batch {figures.Memory.DTypes[0].LargestBatch} in {Quantity.Size(figures.Memory.BudgetBytes)}; ")
            + string.Join(", ", figures.Times.Select(time => Invariant($"{time.Days:N0} days ({time.Device})"))));
    }

    private static void AnswerOnMemory(Section section, TrainingFigures figures, LogEntry entry)
    {
        var (memory, activations) = (figures.Memory.DTypes[0], figures.Memory.ActivationsPerSequence);
        section.Text("""
            **(a)** Write V for the vocabulary, T for the context, L for n_layers, d for d_model, h for n_heads and B for the batch size. A number
            takes 4 bytes. The activations are those that the assignment lists, each output once.

            - parameters: P = 2 V d + L (16 d² + 2 d) + d numbers, **4 P** bytes (16 d² = 4 d² of attention and 3 · d · 4 d of SwiGLU)
            - activations: A = L (16 T d + 2 h T²) + T d + 2 T V numbers a sequence, **4 A B** bytes
            - gradients: **4 P** bytes
            - optimizer state, two moments: **8 P** bytes
            - total: **16 P + 4 A B** bytes
            """);
        section.Table(
            "Activations of one sequence of GPT-2 XL's shape",
            ["output of", "formula", "numbers"],
            [
                Row("the norms of the blocks", "L · 2 T d", activations.Norms),
                Row("Q, K and V projections", "L · 3 T d", activations.QkvProjections),
                Row("Q Kᵀ", "L · h T²", activations.AttentionScores),
                Row("softmax", "L · h T²", activations.Softmax),
                Row("weighted sum of values", "L · T d", activations.WeightedValues),
                Row("output projection", "L · T d", activations.OutputProjection),
                Row("W₁", "L · 4 T d", activations.W1),
                Row("SiLU", "L · 4 T d", activations.Silu),
                Row("W₂", "L · T d", activations.W2),
                Row("final norm", "T d", activations.FinalNorm),
                Row("logits", "T V", activations.Logits),
                Row("cross-entropy, one number per logit", "T V", activations.Logits),
                Row("all", "A", activations.Total(ActivationReading.AsListed)),
            ],
            entry);
        section.Table(
            "Memory of training GPT-2 XL's shape with AdamW in float32",
            ["", "formula", "bytes"],
            [
                Row("parameters", "4 P", memory.ParameterBytes),
                Row("gradients", "4 P", memory.GradientBytes),
                Row("optimizer state", "8 P", memory.MomentBytes),
                Row("activations of a sequence", "4 A", memory.ActivationBytesPerSequence),
            ],
            entry);

        static string[] Row(string name, string formula, long number) => [name, formula, Invariant($"{number:N0}")];
    }

    private static void AnswerOnBatch(Section section, TrainingFigures figures, LogEntry entry)
    {
        var memory = figures.Memory.DTypes[0];
        section.Text(Invariant($"""
            **(b)** {memory.ActivationBytesPerSequence:N0} · B + {memory.StateBytes:N0} bytes, that is {memory.ActivationBytesPerSequence / 1e9:F2} GB for
            each sequence and {memory.StateBytes / 1e9:F2} GB besides: the largest batch in {Quantity.Size(figures.Memory.BudgetBytes)} is
            **{memory.LargestBatch}**. The assignment's list leaves room; other readings of it give:
            """));
        section.Table(
            Invariant($"Largest batch in {Quantity.Size(figures.Memory.BudgetBytes)} by what counts as an activation"),
            ["SwiGLU's W₃ and its product", "cross-entropy", "a: bytes of a sequence", "largest batch"],
            figures.Memory.Readings.Select(reading => (string[])
            [
                reading.WithGate ? "counted" : "not in the list", reading.LossPerLogit ? "one number per logit" : "one per token",
                Invariant($"{reading.ActivationBytesPerSequence:N0}"), Invariant($"{reading.LargestBatch}"),
            ]),
            entry);
    }

    private static void AnswerOnTime(Section section, TrainingFigures figures, LogEntry entry)
    {
        section.Text(Invariant($"""
            **(c)** {ModelAccount.AdamWFlopsPerParameter} for each parameter: 3 for the first moment (two products, a sum), 4 for the second (three
            products, a sum), 5 for the update (root, sum with ε, quotient, product with the rate, difference) and 2 for weight decay; what is the same
            for all parameters is free. With P = {figures.Parameters:N0} that is {figures.AdamWFlopsPerStep:N0} FLOPs a step, next to
            {figures.FlopsPerStep:G4} for the products of forward and backward pass: next to nothing.

            **(d)** The backward pass costs twice the forward pass, so that a step of {figures.BatchSize:N0} sequences costs 3 · {figures.BatchSize:N0} ·
            {figures.ForwardFlops:N0} = {figures.FlopsPerStep:N0} FLOPs, and {figures.Steps:N0} of them {(double)figures.FlopsPerStep * figures.Steps:G4}. The
            time is that divided by the rate that is reached, {100 * figures.Mfu:F0} % of the peak.
            """));
        section.Table(
            Invariant($"{figures.Steps:N0} steps of {figures.BatchSize:N0} sequences on one GPU at {100 * figures.Mfu:F0} % MFU"),
            ["GPU", "peak", "seconds a step", "days"],
            figures.Times.Select(time => (string[])
                [time.Device, Quantity.FlopRate(time.Peak), Invariant($"{time.SecondsPerStep:N1}"), Invariant($"{time.Days:N1}")]),
            entry);
    }

    /// <summary>What is recorded: the memory and the time of training.</summary>
    internal sealed record TrainingFigures(
        long Parameters,
        long ForwardFlops,
        long BatchSize,
        long Steps,
        double Mfu,
        long FlopsPerStep,
        long AdamWFlopsPerStep,
        AccountReport.MemoryFigures Memory,
        IReadOnlyList<DeviceTime> Times)
    {
        public static TrainingFigures Take()
        {
            var reports = Devices.Select(device => (device.Device, Report: ModelFigures.Report(Preset, null, device.Peak))).ToList();
            var (parameters, forward, training, memory) =
                (reports[0].Report.Parameters, reports[0].Report.Forward, reports[0].Report.Training, reports[0].Report.Memory);
            return new(
                parameters.Total, forward.Flops, training.BatchSize, training.Steps!.Value, training.Mfu, training.FlopsPerStep,
                training.AdamWFlopsPerStep, memory,
                [.. reports.Select(time => new DeviceTime(
                    time.Device, time.Report.Training.Peak, time.Report.Training.SecondsPerStep, time.Report.Training.Days!.Value))]);
        }
    }

    /// <summary>The time on one device.</summary>
    internal sealed record DeviceTime(string Device, double Peak, double SecondsPerStep, double Days);
}
