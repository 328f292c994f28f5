using System.Text.Json;
using Cs336.Model.Tests.Support;
using Cs336.Model.Training;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Training;

public sealed class NonFiniteTests
{
    private static readonly TrainingConfig Config = Sitting.Config with { Steps = 6, EvalInterval = 6, WarmupSteps = 0 };
    private static readonly TrainingPosition Start = TrainingPosition.Start with { Evaluated = true };

    [Fact]
    public void A_skipped_step_leaves_model_and_optimizer_as_they_were()
    {
        using var scope = NewDisposeScope();
        StateCopy? before = null, after = null;
        using var sitting = new Sitting(
            Config with { OnNonFinite = NonFinitePolicy.Skip },
            duringStep: (running, step) =>
            {
                if (step == 3)
                    before = new(running.Model, running.Optimizer);
                if (step == 4)
                    after = new(running.Model, running.Optimizer);
            },
            fault: PoisonIn(3));

        Assert.Equal(new TrainingOutcome(6, Completed: true), sitting.Run(Start));

        StateCopy.AssertSame(before!, after!);
        var rows = sitting.Recorder.Rows.Where(row => row.ValidationLoss is null).ToArray();
        Assert.Equal([1L, 2, 3, 4, 5, 6], rows.Select(row => row.Step));
        Assert.Equal([null, null, true, null, null, null], rows.Select(row => row.Skipped));
        Assert.Equal((null, null), (rows[2].TrainLoss, rows[2].GradientNorm));
        Assert.All(rows.Where(row => row.Skipped is null), row => Assert.True(double.IsFinite(row.TrainLoss!.Value)));
    }

    [Fact]
    public void A_run_that_skips_every_step_ends()
    {
        using var sitting = new Sitting(
            Config with { Steps = 500, EvalInterval = 500, OnNonFinite = NonFinitePolicy.Skip }, fault: logits => logits * float.NaN);

        Assert.Contains($"step {Trainer.MostSkippedInARow}:", Assert.Throws<DivergenceException>(() => sitting.Run(Start)).Message);
    }

    [Theory]
    [InlineData(NonFinitePolicy.Stop)]
    [InlineData(NonFinitePolicy.Rewind)]
    public void A_run_that_ends_has_not_made_the_update_and_says_what_it_found(NonFinitePolicy policy)
    {
        using var scope = NewDisposeScope();
        StateCopy? before = null;
        using var sitting = new Sitting(
            Config with { OnNonFinite = policy },
            duringStep: (running, step) =>
            {
                if (step == 3)
                    before = new(running.Model, running.Optimizer);
            },
            fault: PoisonIn(3));

        var report = Assert.Throws<DivergenceException>(() => sitting.Run(Start)).Report!;

        StateCopy.AssertSame(before!, new(sitting.Model, sitting.Optimizer));
        Assert.Equal((3, "NaN", "NaN"), (report.Step, report.Loss, report.GradientNorm));
        Assert.Equal(Config.Schedule.At(2), report.LearningRate);
        Assert.Equal(Enumerable.Repeat(Config.Model.ContextLength + 1, Config.BatchSize), report.Ids.Select(row => row.Length));
        Assert.Equal(2, sitting.Recorder.Rows.Count);
        // It can be written down, whatever the values are.
        Assert.Contains("\"NaN\"", JsonSerializer.Serialize(report));
    }

    [Fact]
    public void The_report_tells_which_layer_is_not_finite()
    {
        using var sitting = new Sitting(Config, duringStep: (running, step) =>
        {
            using var unrecorded = no_grad();
            if (step == 2)
                running.Model.Layers[1].Attention.Key.Weight[0, 0] = float.PositiveInfinity;
        });

        var report = Assert.Throws<DivergenceException>(() => sitting.Run(Start)).Report!;

        var broken = Assert.Single(report.Parameters, entry => entry.NonFinite > 0);
        Assert.Equal(("layers.1.attn.k_proj.weight", 1, "Infinity"), (broken.Name, broken.NonFinite, broken.Norm));
        Assert.All(report.Parameters, entry => Assert.NotNull(entry.GradientNorm));
        Assert.Contains(report.Parameters, entry => entry.NonFiniteGradients > 0);
    }

    [Fact]
    public void A_rewound_run_has_a_smaller_learning_rate_and_saves_it()
    {
        var saved = new List<TrainingPosition>();
        using var sitting = new Sitting(Config, (_, at) => saved.Add(at));

        sitting.Run(Start with { LearningRateScale = 0.25 });

        var rates = sitting.Recorder.Rows.Where(row => row.LearningRate is not null).Select(row => row.LearningRate!.Value);
        Assert.Equal(Enumerable.Range(0, 6).Select(step => Config.Schedule.At(step) * 0.25), rates);
        Assert.All(saved, at => Assert.Equal(0.25, at.LearningRateScale));
    }

    /// <summary>Makes the logits of one step, counted from 1, no numbers.</summary>
    private static Func<Tensor, Tensor> PoisonIn(int step)
    {
        var calls = 0;
        return logits => ++calls == step ? logits * float.NaN : logits;
    }
}
