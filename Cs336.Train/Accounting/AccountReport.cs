using Cs336.Model;
using Cs336.Model.Accounting;

namespace Cs336.Train.Accounting;

/// <summary>Everything that <c>cs336 account</c> says, as its JSON has it. Bytes, FLOPs, seconds.</summary>
internal sealed record AccountReport(
    string Name,
    ModelConfig Model,
    AccountReport.ParameterFigures Parameters,
    AccountReport.ForwardFigures Forward,
    AccountReport.TrainingFigures Training,
    AccountReport.MemoryFigures Memory,
    IReadOnlyList<string> Conventions)
{
    /// <summary>The learnable scalars.</summary>
    internal sealed record ParameterFigures(
        long TokenEmbeddings,
        long Attention,
        long FeedForward,
        long Norms,
        long FinalNorm,
        long Head,
        long Total,
        long PerLayer,
        long WithoutTokenEmbeddings,
        long WithoutEmbeddingsAndHead,
        long Float32Bytes,
        long Bf16Bytes);

    /// <summary>The matrix products of one sequence.</summary>
    internal sealed record ForwardFigures(
        long Tokens, long Flops, IReadOnlyList<PartFigures> Parts, IReadOnlyList<ForwardProduct> Products);

    /// <summary>One part's work.</summary>
    internal sealed record PartFigures(ModelPart Part, long Flops, double Share);

    /// <summary>The work of training; what is about all steps is absent where their number is not known.</summary>
    internal sealed record TrainingFigures(
        long FlopsPerToken,
        long BatchSize,
        long FlopsPerStep,
        long AdamWFlopsPerStep,
        double Peak,
        double Mfu,
        double SecondsPerStep,
        long? Steps,
        double? Tokens,
        double? TotalFlops,
        double? Seconds,
        double? Days);

    /// <summary>The memory of training with AdamW.</summary>
    internal sealed record MemoryFigures(
        long BudgetBytes,
        long BatchSize,
        ActivationCount ActivationsPerSequence,
        IReadOnlyList<DTypeFigures> DTypes,
        IReadOnlyList<ReadingFigures> Readings);

    /// <summary>The memory with products of one type.</summary>
    internal sealed record DTypeFigures(
        ComputeType DType,
        long ParameterBytes,
        long GradientBytes,
        long MomentBytes,
        long StateBytes,
        long ActivationBytesPerSequence,
        long TotalBytes,
        long LargestBatch);

    /// <summary>What another reading of the assignment's list of activations makes of it, in float32.</summary>
    internal sealed record ReadingFigures(bool WithGate, bool LossPerLogit, long ActivationBytesPerSequence, long LargestBatch);

    private static readonly string[] Stated =
    [
        "A matrix product [m, n] × [n, p] costs 2mnp FLOPs; nothing else costs any. Attention is counted in full, whatever the mask.",
        "The backward pass costs twice the forward pass; the optimizer's own FLOPs (14 per parameter and step) are left out of the time.",
        "float32 takes 4 bytes, bf16 takes 2. With bf16 products, weights, gradients and moments stay float32, as --dtype bf16 trains.",
        "Activations are those that the assignment lists (§4.3), each output once: two norms, Q, K and V, Q Kᵀ, its softmax, the weighted "
            + "sum, the output projection, W₁, SiLU and W₂ of every layer; the final norm, the logits, and cross-entropy as one number per logit.",
        "The largest batch is the budget without parameters, gradients and moments, divided by the activations of a sequence, rounded down.",
    ];

    /// <summary>Works everything out.</summary>
    /// <exception cref="ConfigurationException">The sizes make no model, or figures beyond 64 bits.</exception>
    public static AccountReport Of(AccountSubject subject, AccountOptions options)
    {
        var account = ModelAccount.Of(subject.Model);
        try
        {
            return new(
                subject.Name, subject.Model, ParametersOf(account), ForwardOf(account), TrainingOf(account, subject, options),
                MemoryOf(account, subject, options), Stated);
        }
        catch (OverflowException)
        {
            throw new ConfigurationException($"{subject.Name}: figures exceed 64 bits; expected a smaller model or batch.");
        }
    }

    private static ParameterFigures ParametersOf(ModelAccount account)
    {
        var count = account.Parameters;
        return new(
            count.TokenEmbeddings, count.Attention, count.FeedForward, count.Norms, count.FinalNorm, count.Head, count.Total,
            (count.Attention + count.FeedForward + count.Norms) / account.Config.NLayers, count.WithoutTokenEmbeddings,
            count.WithoutEmbeddingsAndHead, count.Total * TrainingMemory.BytesOf(ComputeType.Float32),
            count.Total * TrainingMemory.BytesOf(ComputeType.BFloat16));
    }

    private static ForwardFigures ForwardOf(ModelAccount account) => new(
        account.Config.ContextLength,
        account.ForwardFlops,
        [.. Enum.GetValues<ModelPart>().Select(part => new PartFigures(
            part, account.FlopsOf(part), (double)account.FlopsOf(part) / account.ForwardFlops))],
        account.Products);

    private static TrainingFigures TrainingOf(ModelAccount account, AccountSubject subject, AccountOptions options)
    {
        var step = TrainingTime.Of(account.ForwardFlops, steps: 1, subject.BatchSize, options.Peak, options.Mfu);
        var run = subject.Steps is { } steps
            ? TrainingTime.Of(account.ForwardFlops, steps, subject.BatchSize, options.Peak, options.Mfu)
            : null;
        return new(
            account.TrainingFlopsPerToken, subject.BatchSize, step.FlopsPerStep, ModelAccount.AdamWFlopsPerParameter * account.Parameters.Total,
            options.Peak, options.Mfu, step.Seconds, subject.Steps,
            (double?)subject.Steps * subject.BatchSize * subject.Model.ContextLength, run?.TotalFlops, run?.Seconds, run?.Days);
    }

    private static MemoryFigures MemoryOf(ModelAccount account, AccountSubject subject, AccountOptions options)
    {
        ActivationReading[] gated = [new(WithGate: true), new(WithGate: true, LossPerLogit: false)];
        ActivationReading[] readings =
            [ActivationReading.AsListed, new(LossPerLogit: false), .. gated.Where(_ => account.Activations.Gate > 0)];
        return new(
            options.MemoryBudget,
            subject.BatchSize,
            account.Activations,
            [.. Enum.GetValues<ComputeType>().Select(type => Figures(type, account.Memory(type, ActivationReading.AsListed)))],
            [.. readings.Select(reading => Reading(reading, account.Memory(ComputeType.Float32, reading)))]);

        DTypeFigures Figures(ComputeType type, TrainingMemory memory) => new(
            type, memory.ParameterBytes, memory.GradientBytes, memory.MomentBytes, memory.StateBytes, memory.ActivationBytesPerSequence,
            memory.TotalBytes(subject.BatchSize), memory.LargestBatch(options.MemoryBudget));

        ReadingFigures Reading(ActivationReading reading, TrainingMemory memory) => new(
            reading.WithGate, reading.LossPerLogit, memory.ActivationBytesPerSequence, memory.LargestBatch(options.MemoryBudget));
    }
}
