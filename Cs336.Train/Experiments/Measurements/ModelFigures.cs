using Cs336.Model;
using Cs336.Train.Accounting;

namespace Cs336.Train.Experiments.Measurements;

/// <summary>What <c>cs336 account</c> says of one model.</summary>
/// <param name="Name">The name of its preset.</param>
/// <param name="Model">Its sizes.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="ForwardFlops">FLOPs of the forward pass of one sequence as long as the context.</param>
/// <param name="Parts">How they are shared out.</param>
/// <param name="Products">The products that they are made of.</param>
internal sealed record ModelFigures(
    string Name,
    ModelConfig Model,
    AccountReport.ParameterFigures Parameters,
    long ForwardFlops,
    IReadOnlyList<AccountReport.PartFigures> Parts,
    IReadOnlyList<ProductGroup> Products)
{
    /// <summary>The rate of the assignment's problem, that of an A100's float32 products, in FLOPs per second.</summary>
    public const double A100Peak = 19.5e12;

    /// <summary>Works a preset out.</summary>
    /// <param name="preset">Its name.</param>
    /// <param name="contextLength">Tokens per sequence; null: the preset's.</param>
    public static ModelFigures Of(string preset, int? contextLength = null)
    {
        var report = Report(preset, contextLength, A100Peak);
        return new(
            preset, report.Model, report.Parameters, report.Forward.Flops, report.Forward.Parts,
            ProductGroup.Of(report.Forward.Products, report.Model.NLayers));
    }

    /// <summary>The account of a preset, as <c>cs336 account</c> gives it: 80 · 10⁹ bytes of memory, half of the peak reached.</summary>
    /// <param name="preset">Its name.</param>
    /// <param name="contextLength">Tokens per sequence; null: the preset's.</param>
    /// <param name="peak">What the hardware can do, in FLOPs per second.</param>
    public static AccountReport Report(string preset, int? contextLength, double peak)
    {
        var options = new AccountOptions(
            preset: preset, config: null, contextLength: contextLength, memoryBudget: 80_000_000_000, batchSize: null, steps: null, mfu: 0.5,
            peak: peak, json: false, markdown: false);
        return AccountReport.Of(AccountSubject.Of(options), options);
    }
}
