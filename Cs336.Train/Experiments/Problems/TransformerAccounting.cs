using Cs336.Train.Accounting;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Experiments.Measurements;
using Cs336.Train.Reports;
using Cs336.Train.Writeup;
using static System.FormattableString;

namespace Cs336.Train.Experiments.Problems;

/// <summary>The problem <c>transformer_accounting</c> (assignment §3.6).</summary>
internal sealed class TransformerAccounting : Experiment
{
    private const string AccountRun = "gpt2-accounts";
    private const int LongContext = 16_384;

    /// <summary>By size; the last one is GPT-2 XL.</summary>
    private static readonly string[] Presets = ["gpt2-small", "gpt2-medium", "gpt2-large", "gpt2-xl"];

    public override string Name => "transformer_accounting";

    public override string Title => "Transformer LM resource accounting";

    public override string Question => """
        (a) How many trainable parameters has a model of GPT-2 XL's shape in the assignment's architecture, and how much memory do they take in
        float32? (b) Which matrix products does a forward pass over one sequence of the context's length need, and how many FLOPs are they?
        (c) Which parts of the model need the most? (d) How do the shares change from GPT-2 small over medium and large to XL? (e) How do the
        total and the shares change with a context of 16,384 tokens?
        """;

    public override string Measured =>
        "Parameters and matrix products of the models as they are declared in code, by walking their modules, as `cs336 account` does.";

    public override string Judged => "Tests compare the figures with a model that is built and called, and with reference numbers, to the last digit.";

    public override IReadOnlyList<ExperimentRun> Runs(Scale scale) => [Measurement.Of(AccountRun, 1, (_, _) => Account())];

    public override void Answer(Section section, RecordedExperiment recorded)
    {
        if (recorded.Result<Accounts>(AccountRun) is not { } accounts)
        {
            section.NotRun("the accounts of GPT-2's sizes", recorded.Command);
            return;
        }
        var (xl, entry) = (accounts.Models[^1], recorded.Entry(AccountRun)!);
        section.Conclude(Invariant($"GPT-2 XL: {xl.Parameters.Total:N0} parameters, {xl.ForwardFlops:G3} FLOPs forward"));
        AnswerOnParameters(section, xl, entry);
        AnswerOnProducts(section, xl, entry);
        AnswerOnSizes(section, accounts.Models, entry);
        AnswerOnContext(section, xl, accounts.WithLongContext, entry);
    }

    private static Accounts Account() => new([.. Presets.Select(preset => ModelFigures.Of(preset))], ModelFigures.Of(Presets[^1], LongContext));

    private static void AnswerOnParameters(Section section, ModelFigures xl, LogEntry entry)
    {
        var (model, count) = (xl.Model, xl.Parameters);
        section.Text(Invariant($"""
            **(a)** {count.Total:N0} parameters, which take {count.Float32Bytes:N0} bytes ({Quantity.Size(count.Float32Bytes)}) at 4 bytes each. The
            model has {model.NLayers} layers, d_model {model.DModel:N0}, {model.NHeads} heads, d_ff {model.DFf:N0}, {model.VocabSize:N0} ids and a
            context of {model.ContextLength:N0}; no biases, and a head of its own. SwiGLU's third matrix and that head are what makes it larger
            than GPT-2 XL itself.
            """));
        section.Table(
            "Parameters of GPT-2 XL's shape",
            ["component", "formula", "parameters", "share"],
            [
                Row("token embeddings", "vocab · d_model", count.TokenEmbeddings),
                Row("attention", "n_layers · 4 · d_model²", count.Attention),
                Row("feed-forward", "n_layers · 3 · d_model · d_ff", count.FeedForward),
                Row("norms", "n_layers · 2 · d_model", count.Norms),
                Row("final norm", "d_model", count.FinalNorm),
                Row("head", "d_model · vocab", count.Head),
                Row("total", "", count.Total),
            ],
            entry);

        string[] Row(string name, string formula, long number) => [name, formula, Invariant($"{number:N0}"), Share((double)number / count.Total)];
    }

    private static void AnswerOnProducts(Section section, ModelFigures xl, LogEntry entry)
    {
        section.Text(Invariant($"""
            **(b)** A product of an m × n and an n × p matrix costs 2 m n p FLOPs, a multiplication and an addition for each term; nothing else is
            counted, and attention is counted in full, whatever the mask. One sequence of {xl.Model.ContextLength:N0} tokens needs
            {xl.ForwardFlops:N0} FLOPs ({xl.ForwardFlops:G3}).
            """));
        section.Table(
            Invariant($"Matrix products of GPT-2 XL's shape, one sequence of {xl.Model.ContextLength:N0} tokens"),
            ["module", "what for", "operands", "FLOPs of one layer", "layers", "FLOPs in all"],
            xl.Products.Select(product => (string[])
            [
                MarkdownText.Code(product.Module), AccountTables.Name(product.Product.Part), MarkdownText.Escaped(product.Shape()),
                Invariant($"{product.Product.Flops:N0}"), Invariant($"{product.Times}"), Invariant($"{product.Flops:N0}"),
            ]),
            entry);
        var parts = xl.Parts.OrderByDescending(part => part.Flops).ToList();
        section.Text($"**(c)** The {AccountTables.Name(parts[0].Part)} networks, with {Share(parts[0].Share)} of the FLOPs; after them "
            + $"{string.Join(", ", parts.Skip(1).Select(part => $"{AccountTables.Name(part.Part)} ({Share(part.Share)})"))}.");
    }

    private static void AnswerOnSizes(Section section, IReadOnlyList<ModelFigures> models, LogEntry entry)
    {
        var (smallest, largest) = (models[0], models[^1]);
        section.Text($"""
            **(d)** From {smallest.Name} to {largest.Name}, these parts take proportionally more: {Changes(smallest, largest, growing: true)}.
            These take less: {Changes(smallest, largest, growing: false)}. The head's work grows with d_model, that of the attention scores with
            d_model and the number of layers, but that of the projections and of the feed-forward networks with d_model² and the number of layers.
            """);
        section.Table("FLOPs of a forward pass by part, d_ff = 4 · d_model", ["part", .. models.Select(model => model.Name)], Shares(models), entry);
    }

    private static void AnswerOnContext(Section section, ModelFigures xl, ModelFigures longer, LogEntry entry)
    {
        var factor = (double)longer.Model.ContextLength / xl.Model.ContextLength;
        section.Text(Invariant($"""
            **(e)** With {longer.Model.ContextLength:N0} tokens a forward pass takes {longer.ForwardFlops:N0} FLOPs,
            {(double)longer.ForwardFlops / xl.ForwardFlops:F1} times as many, for {factor:F0} times the tokens. Products with weights grow with the
            number of tokens, {factor:F0} times; the scores and the weighted sum of values grow with its square, {factor * factor:F0} times, and take
            the largest part. More: {Changes(xl, longer, growing: true)}. Less: {Changes(xl, longer, growing: false)}.
            """));
        section.Table(
            "FLOPs of a forward pass of GPT-2 XL's shape by part",
            ["part", .. new[] { xl, longer }.Select(model => Invariant($"{model.Model.ContextLength:N0} tokens"))],
            Shares([xl, longer]),
            entry);
    }

    private static IEnumerable<IReadOnlyList<string>> Shares(IReadOnlyList<ModelFigures> models)
    {
        foreach (var (i, part) in models[0].Parts.Index())
            yield return [AccountTables.Name(part.Part), .. models.Select(model => Share(model.Parts[i].Share))];
        yield return ["FLOPs in all", .. models.Select(model => Invariant($"{model.ForwardFlops:G4}"))];
        yield return ["parameters", .. models.Select(model => Invariant($"{model.Parameters.Total:N0}"))];
    }

    private static string Changes(ModelFigures from, ModelFigures to, bool growing) => string.Join(", ", from.Parts.Zip(to.Parts)
        .Where(part => part.Second.Share > part.First.Share == growing)
        .Select(part => $"{AccountTables.Name(part.First.Part)} ({Share(part.First.Share)} → {Share(part.Second.Share)})"));

    private static string Share(double share) => Invariant($"{100 * share:F1} %");

    /// <summary>What is recorded.</summary>
    /// <param name="Models">The sizes of GPT-2, smallest first.</param>
    /// <param name="WithLongContext">The largest with a longer context.</param>
    internal sealed record Accounts(IReadOnlyList<ModelFigures> Models, ModelFigures WithLongContext);
}
