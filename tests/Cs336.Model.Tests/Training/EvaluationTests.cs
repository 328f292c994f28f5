using Cs336.Model.Data;
using Cs336.Model.Functional;
using Cs336.Model.Tests.Support;
using Cs336.Model.Training;
using FsCheck;
using FsCheck.Xunit;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Training;

public sealed class EvaluationTests
{
    [Property]
    public void All_windows_predict_every_token_but_the_first_exactly_once(NonNegativeInt tokens, Dim context)
    {
        var targets = Evaluation.AllWindows(tokens.Get, context)
            .SelectMany(window => Enumerable.Range((int)window.Start + 1, window.Length));

        Assert.Equal(Enumerable.Range(1, Math.Max(0, tokens.Get - 1)), targets);
        Assert.All(Evaluation.AllWindows(tokens.Get, context), window => Assert.InRange(window.Length, 1, context));
    }

    [Property]
    public void Windows_with_a_stride_count_every_token_but_the_first_exactly_once_after_enough_others(PositiveInt tokens, Dim context, Dim step)
    {
        var stride = Math.Min(step, context);
        var windows = Evaluation.StridedWindows(tokens.Get, context, stride).ToList();

        Assert.Equal(
            Enumerable.Range(1, tokens.Get - 1),
            windows.SelectMany(window => Enumerable.Range((int)window.Start + 1 + window.Skipped, window.Length - window.Skipped)));
        Assert.All(windows, window => Assert.InRange(window.Length, 1, context));
        Assert.All(windows.Skip(1), window => Assert.Equal(context - stride, window.Skipped));
    }

    [Property(MaxTest = 20)]
    public void The_loss_with_a_stride_is_that_of_each_token_after_its_window(Dim stride, int seed)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        var ids = Draws.IdArray(seed, 11, 30);

        var loss = Evaluation.Of(model, TokenSequence.Of(ids), Evaluation.StridedWindows(30, 8, stride), 3, CPU);

        var nats = 0.0;
        for (var target = 1; target < ids.Length; target++)
        {
            // The first window whose reach includes the target.
            var start = target <= 8 ? 0 : (target - 8 + stride - 1) / stride * stride;
            var logits = model.call(tensor(ids[start..target]))[-1].unsqueeze(0);
            nats += CrossEntropy.Of(logits, tensor(ids[target..(target + 1)])).item<float>();
        }
        Assert.Equal(29, loss.Targets);
        Assert.Equal(nats / 29, loss.Mean, 1e-5);
    }

    [Property]
    public void Spread_windows_are_full_disjoint_and_inside(PositiveInt tokens, Dim context, Dim count)
    {
        var windows = Evaluation.SpreadWindows(tokens.Get, context, count);

        Assert.Equal(Math.Min(count, (tokens.Get - 1) / context), windows.Count);
        Assert.All(windows, window => Assert.Equal(context, window.Length));
        Assert.All(windows, window => Assert.InRange(window.Start, 0, tokens.Get - 1 - context));
        Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.True(pair.First.Start + context <= pair.Second.Start));
    }

    [Fact]
    public void Spread_windows_reach_over_the_whole_sequence() => Assert.Equal(
        [0, 25, 50, 75], Evaluation.SpreadWindows(tokens: 101, contextLength: 10, count: 4).Select(window => window.Start));

    [Property(MaxTest = 20)]
    public void The_loss_is_the_mean_over_all_targets_whatever_the_batch_size(Dim batchSize, int seed)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        var ids = Draws.IdArray(seed, 11, 45);
        var told = new List<long>();

        var loss = Evaluation.Of(
            model, TokenSequence.Of(ids), Evaluation.AllWindows(45, 8), batchSize, CPU, new Told(told.Add));

        var nats = Evaluation.AllWindows(45, 8).Sum(window =>
        {
            var span = ids.AsSpan((int)window.Start, window.Length + 1);
            var losses = CrossEntropy.PerPosition(model.call(tensor(span[..^1].ToArray())), tensor(span[1..].ToArray()));
            return losses.to(ScalarType.Float64).sum().item<double>();
        });
        Assert.Equal(44, loss.Targets);
        Assert.Equal(nats / 44, loss.Mean, 1e-5);
        Assert.Equal(Math.Exp(nats / 44), loss.Perplexity, 1e-3);
        Assert.Equal((6 + batchSize - 1) / batchSize, told.Count);
        Assert.Equal(told.Order(), told);
        Assert.Equal(44, told[^1]);
    }

    [Fact]
    public void Evaluating_leaves_no_gradient_and_no_tensor_behind()
    {
        using var model = TinyModel.Create();
        var tokens = TokenSequence.Of(Draws.IdArray(1, 11, 45));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Evaluation.Of(model, tokens, Evaluation.AllWindows(45, 8), 2, CPU);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void A_stop_ends_it_between_two_batches()
    {
        using var model = TinyModel.Create();
        using var stop = new CancellationTokenSource();
        var tokens = TokenSequence.Of(Draws.IdArray(1, 11, 45));
        var told = new List<long>();

        Assert.Throws<OperationCanceledException>(() => Evaluation.Of(
            model, tokens, Evaluation.AllWindows(45, 8), 2, CPU, new Told(targets =>
            {
                told.Add(targets);
                stop.Cancel();
            }), stop.Token));

        Assert.Equal([16], told);
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, tells at once and on the same thread.</summary>
    private sealed class Told(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
