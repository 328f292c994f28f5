using System.Text.Json;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Problems;
using Cs336.Train.Tests.Writeup;
using Cs336.Train.Writeup;
using Xunit;

namespace Cs336.Train.Tests.Experiments.Problems;

/// <summary>The accounting problems, answered from what their measurements record; the numbers are those of the assignment's shapes.</summary>
public sealed class AccountingAnswersTests
{
    [Theory]
    [InlineData("2,127,057,600")] // (a): parameters
    [InlineData("8,508,230,400")] // and bytes
    [InlineData("4,513,336,524,800")] // (b)
    [InlineData("feed-forward networks, with 66.9 %")] // (c)
    [InlineData("head (22.6 % → 3.6 %)")] // (d)
    [InlineData("33.1 times as many")] // (e)
    public void Transformer_accounting_states(string figure) => Assert.Contains(figure, Answered(new TransformerAccounting()));

    [Theory]
    [InlineData("P = 2 V d + L (16 d² + 2 d) + d")] // (a)
    [InlineData("15,517,753,344 · B + 34,032,921,600")] // (b)
    [InlineData("is **2**")]
    [InlineData("29,778,806,400 FLOPs")] // (c)
    [InlineData("13,864,969,804,185,600")] // (d)
    [InlineData("| A100, float32 | 19.5 TFLOP/s | 1,422.0 | 6,583.6 |")]
    public void AdamW_accounting_states(string figure) => Assert.Contains(figure, Answered(new AdamWAccounting()));

    /// <summary>The expressions of the answer, worked out for GPT-2 XL by hand.</summary>
    [Fact]
    public void The_expressions_of_the_memory_give_its_numbers()
    {
        const long V = 50_257, T = 1_024, L = 48, D = 1_600, H = 25;
        const long P = (2 * V * D) + (L * ((16 * D * D) + (2 * D))) + D;
        const long A = (L * ((16 * T * D) + (2 * H * T * T))) + (T * D) + (2 * T * V);

        var answer = Answered(new AdamWAccounting());

        Assert.Contains(FormattableString.Invariant($"{4 * A:N0} · B + {16 * P:N0} bytes"), answer);
    }

    [Fact]
    public void Without_a_record_both_say_how_to_make_it()
    {
        foreach (var experiment in new Experiment[] { new TransformerAccounting(), new AdamWAccounting() })
            Assert.Contains($"`cs336 experiment run {experiment.Name} --scale low`", DocumentMarkdown.Of(Document.Of([experiment], [])));
    }

    /// <summary>The answer from a measurement that was taken and recorded, as text.</summary>
    private static string Answered(Experiment experiment)
    {
        var run = Assert.IsType<Measurement>(Assert.Single(experiment.Runs(Scale.Low)));
        var result = run.Take(null!, CancellationToken.None);
        var entry = Specimen.Measure(run.Name, JsonDocument.Parse(result.ToJsonString()).RootElement);
        return DocumentMarkdown.Of(Document.Of([experiment], [entry])).ReplaceLineEndings(" ");
    }
}
