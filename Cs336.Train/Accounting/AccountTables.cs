using Cs336.Model;
using Cs336.Model.Accounting;
using Cs336.Train.Reports;
using static System.FormattableString;

namespace Cs336.Train.Accounting;

/// <summary>An account as tables, for people.</summary>
internal static class AccountTables
{
    /// <summary>One line: what is accounted for.</summary>
    public static string Heading(AccountReport report)
    {
        var model = report.Model;
        return Invariant(
            $"{report.Name}: {Some(model.NLayers, "layer")}, d_model {model.DModel:N0}, {Some(model.NHeads, "head")}, d_ff {model.DFf:N0}, ")
            + Invariant($"{model.VocabSize:N0} ids, context {model.ContextLength:N0}; ")
            + $"norm {Name(model.Norm)}, positions {Name(model.Positions)}, feed-forward {Name(model.FeedForward)}, "
            + $"head {(model.TiedHead ? "tied" : "untied")}";
    }

    public static IReadOnlyList<Table> Of(AccountReport report) =>
        [Parameters(report), Products(report), Parts(report), Memory(report), Time(report), new("Conventions", [], [], report.Conventions)];

    private static Table Parameters(AccountReport report)
    {
        var (figures, layers) = (report.Parameters, report.Model.NLayers);
        return new(
            "Parameters",
            ["", "in a layer", "in all", "share"],
            [
                Row("token embeddings", figures.TokenEmbeddings),
                PerLayer("attention", figures.Attention),
                PerLayer("feed-forward", figures.FeedForward),
                PerLayer("norms", figures.Norms),
                Row("final norm", figures.FinalNorm),
                Row(report.Model.TiedHead ? "head, tied to the embeddings" : "head", figures.Head),
                ["total", Count(figures.PerLayer), Count(figures.Total), Share(1)],
                Row("without token embeddings", figures.WithoutTokenEmbeddings),
                Row("without embeddings and head", figures.WithoutEmbeddingsAndHead),
            ],
            [$"They take {Bytes(figures.Float32Bytes)} in float32, {Bytes(figures.Bf16Bytes)} in bf16."]);

        string[] Row(string name, long count) => [name, "", Count(count), Share((double)count / figures.Total)];
        string[] PerLayer(string name, long count) => [name, Count(count / layers), Count(count), Share((double)count / figures.Total)];
    }

    private static Table Products(AccountReport report)
    {
        var rows = ProductGroup.Of(report.Forward.Products, report.Model.NLayers).Select(alike => (string[])
        [
            alike.Module,
            alike.Shape(),
            Count(alike.Product.Flops),
            $"× {alike.Times}",
            Count(alike.Flops),
            Share((double)alike.Flops / report.Forward.Flops),
        ]);
        return new(
            Invariant($"Matrix products of the forward pass, one sequence of {report.Forward.Tokens:N0} tokens"),
            ["module", "shape", "FLOPs", "layers", "FLOPs in all", "share"],
            [.. rows, ["total", "", "", "", Count(report.Forward.Flops), Share(1)]],
            []);
    }

    private static Table Parts(AccountReport report) => new(
        "FLOPs by component",
        ["", "FLOPs", "share"],
        [.. report.Forward.Parts.Select(part => (string[])[Name(part.Part), Count(part.Flops), Share(part.Share)])],
        [Invariant($"Forward and backward: {report.Training.FlopsPerToken:N0} FLOPs per token, ")
            + Invariant($"{(double)report.Training.FlopsPerToken / report.Parameters.Total:F2} times the number of parameters.")]);

    private static Table Memory(AccountReport report)
    {
        var memory = report.Memory;
        var batch = Invariant($"{memory.BatchSize:N0}");
        return new(
            "Memory of training with AdamW",
            ["", .. memory.DTypes.Select(type => $"products in {Name(type.DType)}")],
            [
                Row("parameters", type => Bytes(type.ParameterBytes)),
                Row("gradients", type => Bytes(type.GradientBytes)),
                Row("two moments", type => Bytes(type.MomentBytes)),
                Row("activations of a sequence", type => Bytes(type.ActivationBytesPerSequence)),
                Row($"total, batch of {batch}", type => Bytes(type.TotalBytes)),
                Row($"largest batch in {Quantity.Size(memory.BudgetBytes)}", type => Count(type.LargestBatch)),
            ],
            [
                .. memory.DTypes.Where(type => type.LargestBatch == 0).Select(type =>
                    $"{Quantity.Size(memory.BudgetBytes)} has no room for a single sequence in {Name(type.DType)}, which takes "
                    + $"{Quantity.Size(type.StateBytes + type.ActivationBytesPerSequence)}."),
                .. memory.Readings.Skip(1).Select(reading =>
                    $"{Reading(reading)}: {Bytes(reading.ActivationBytesPerSequence)} for the activations of a sequence in float32, "
                    + $"largest batch {Count(reading.LargestBatch)}."),
            ]);

        string[] Row(string name, Func<AccountReport.DTypeFigures, string> cell) => [name, .. memory.DTypes.Select(cell)];
    }

    private static Table Time(AccountReport report)
    {
        var training = report.Training;
        var rate = Invariant($"{100 * training.Mfu:0.##} % of {Quantity.FlopRate(training.Peak)}");
        var step = Invariant($"a step of {training.BatchSize:N0} sequences: {training.FlopsPerStep:N0} FLOPs, {training.SecondsPerStep:G4} s ")
            + Invariant($"(AdamW itself: {training.AdamWFlopsPerStep:N0} FLOPs)");
        var run = training.Steps is { } steps
            ? Invariant($"{steps:N0} steps, {training.Tokens:N0} tokens: {training.TotalFlops:G4} FLOPs, {training.Days:N2} days")
            : "no number of steps is known; --steps says it";
        return new($"Training time at {rate}", [], [], [step, run]);
    }

    private static string Reading(AccountReport.ReadingFigures reading) => (reading.WithGate, reading.LossPerLogit) switch
    {
        (true, true) => "With SwiGLU's W₃ and its product",
        (true, false) => "With SwiGLU's W₃ and its product, and cross-entropy as one number per token",
        _ => "With cross-entropy as one number per token",
    };

    /// <summary>What people call it.</summary>
    public static string Name<T>(T value) where T : struct, Enum => value switch
    {
        ModelPart.QkvProjections => "Q, K and V projections",
        ModelPart.AttentionScores => "attention scores, Q Kᵀ",
        ModelPart.WeightedValues => "weighted sum of values",
        ModelPart.OutputProjection => "output projection",
        ModelPart.FeedForward => "feed-forward",
        ComputeType.BFloat16 => "bf16",
        _ => value.ToString().ToLowerInvariant(),
    };

    private static string Some(int count, string what) => Invariant($"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static string Count(long number) => Invariant($"{number:N0}");

    private static string Share(double share) => Invariant($"{100 * share:F1} %");

    private static string Bytes(long bytes) => Invariant($"{bytes:N0} ({Quantity.Size(bytes)})");
}
