using Cs336.Model.Sampling;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Sampling;

public sealed class ContinuationTests
{
    private static readonly ContinuationOptions Drawn = new() { MaxTokens = 100, Temperature = 2, TopP = 1, Seed = 3 };
    private static readonly ModelConfig Config = TinyModel.Config with { ContextLength = 30 };

    [Property(MaxTest = 10)]
    public void Greedy_is_the_highest_logit_at_every_place(int modelSeed, Dim promptLength)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(modelSeed, Config);
        var prompt = Prompt(modelSeed, promptLength);

        int[] ids = [.. Continuation.Of(model, prompt, new() { Temperature = 0, MaxTokens = 12 })];

        Assert.Equal(12, ids.Length);
        long[] all = [.. prompt, .. ids];
        for (var i = promptLength.Value; i < all.Length; i++)
            Assert.Equal(model.call(tensor(all[..i]))[-1].argmax().item<long>(), all[i]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_ids_and_another_one_others()
    {
        using var model = TinyModel.Create(config: Config);
        int[] Ids(long seed) => [.. Continuation.Of(model, [1, 2], Drawn with { Seed = seed })];

        Assert.Equal(Ids(3), Ids(3));
        Assert.NotEqual(Ids(3), Ids(4));
    }

    [Fact]
    public void Draws_follow_the_model_s_distribution()
    {
        const int Runs = 2_000;
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(config: Config);
        var expected = NextToken.Distribution(model.call(tensor([1L, 2]))[-1], 2, 1).data<double>().ToArray();
        var counts = new int[expected.Length];

        for (var seed = 0; seed < Runs; seed++)
            counts[Continuation.Of(model, [1, 2], Drawn with { Seed = seed, MaxTokens = 1 }).Single()]++;

        // χ² with 10 degrees of freedom: 0.1 % of samples are beyond 29.6.
        Assert.InRange(expected.Zip(counts, (p, count) => (count - Runs * p) * (count - Runs * p) / (Runs * p)).Sum(), 0, 29.6);
    }

    [Fact]
    public void Every_token_has_a_draw_of_its_own()
    {
        using var model = TinyModel.Create(config: Config);
        using (no_grad())
            model.Head.Weight.zero_();

        var repeats = Enumerable.Range(0, 50).Sum(seed =>
        {
            int[] ids = [.. Continuation.Of(model, [1], Drawn with { Seed = seed })];
            return ids.Zip(ids.Skip(1)).Count(pair => pair.First == pair.Second);
        });

        // Of 1,400 neighbours with eleven equally likely ids 127 are equal, give or take 11; six times that is allowed.
        Assert.InRange(repeats, 127 - 66, 127 + 66);
    }

    [Fact]
    public void Generation_ends_at_the_limit_the_context_and_before_the_stop_id()
    {
        using var model = TinyModel.Create(config: Config);
        int[] whole = [.. Continuation.Of(model, [1, 2], Drawn)];

        Assert.Equal(28, whole.Length);
        Assert.Equal(whole[..5], Continuation.Of(model, [1, 2], Drawn with { MaxTokens = 5 }));
        Assert.Empty(Continuation.Of(model, [1, 2], Drawn with { MaxTokens = 0 }));
        Assert.Empty(Continuation.Of(model, [.. Prompt(1, 30)], Drawn));
        var stop = whole[10];
        Assert.Equal(whole.TakeWhile(id => id != stop), Continuation.Of(model, [1, 2], Drawn with { StopId = stop }));
    }

    [Fact]
    public void Ids_come_one_at_a_time_and_cancellation_ends_them()
    {
        using var model = TinyModel.Create(config: Config);
        using var cancellation = new CancellationTokenSource();
        var ids = new List<int>();

        foreach (var id in Continuation.Of(model, [1, 2], Drawn, cancellation.Token))
        {
            ids.Add(id);
            if (ids.Count == 4)
                cancellation.Cancel();
        }

        Assert.Equal(Continuation.Of(model, [1, 2], Drawn).Take(4), ids);
    }

    [Fact]
    public void No_tensor_outlives_its_token()
    {
        using var model = TinyModel.Create(config: Config);
        _ = Continuation.Of(model, [1, 2], Drawn with { MaxTokens = 1 }).Single();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Assert.Equal(28, Continuation.Of(model, [1, 2], Drawn).Count());

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(31, 1, 1)]
    [InlineData(2, -0.1, 1)]
    [InlineData(2, double.NaN, 1)]
    [InlineData(2, double.PositiveInfinity, 1)]
    [InlineData(2, 1, 0)]
    [InlineData(2, 1, 1.5)]
    [InlineData(2, 0, double.NaN)]
    public void Prompts_that_do_not_fit_and_bad_options_are_refused_before_anything_is_drawn(
        int promptLength, double temperature, double topP)
    {
        using var model = TinyModel.Create(config: Config);

        Assert.Throws<ConfigurationException>(
            () => Continuation.Of(model, Prompt(1, promptLength), Drawn with { Temperature = temperature, TopP = topP }));
    }

    private static int[] Prompt(int seed, int length) => [.. Draws.IdArray(seed, 11, length).Select(id => (int)id)];
}
