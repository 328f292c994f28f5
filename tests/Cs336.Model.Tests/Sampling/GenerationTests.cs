using Cs336.Model.Layers;
using Cs336.Model.Sampling;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Sampling;

public sealed class GenerationTests
{
    private static readonly ContinuationOptions Drawn = new() { MaxTokens = 30, Temperature = 1.5, TopP = 0.9, Seed = 3 };

    [Property(MaxTest = 60)]
    public void Sliding_goes_on_from_the_last_half_of_the_context_with_a_cache_and_without(int seed, Dim promptLength, bool fused)
    {
        using var model = AnyModel.Create(seed);
        var context = model.Config.ContextLength;
        var prompt = Prompt(seed, model, 3 * promptLength);
        var options = Drawn with
        {
            Temperature = 0,
            MaxTokens = 2 * context,
            OnOverflow = OverflowPolicy.Slide,
            Decoder = fused ? DecoderKind.Fused : DecoderKind.Cached,
        };

        var expected = Naive(model, prompt, options.MaxTokens, out var closest);
        int[] uncached = [.. Continuation.Of(model, prompt, options with { Decoder = DecoderKind.Uncached })];
        int[] cached = [.. Continuation.Of(model, prompt, options)];

        Assert.Equal(expected, uncached);
        if (closest > 1e-3)
            Assert.Equal(expected, cached);
    }

    [Property(MaxTest = 40)]
    public void Texts_in_company_are_the_texts_alone(int seed, Dim prompts, bool fused)
    {
        using var model = AnyModel.Create(seed);
        var options = Drawn with
        {
            OnOverflow = OverflowPolicy.Slide,
            StopId = 0,
            Decoder = fused ? DecoderKind.Fused : DecoderKind.Cached,
        };
        IReadOnlyList<int>[] all = [.. Enumerable.Range(0, prompts).Select(i => Prompt(seed + i, model, 1 + (seed & 3) * i))];

        using var generation = new Generation(model, all, options, samples: 2);
        while (generation.Step().Count > 0)
        {
        }

        Assert.Equal(2 * prompts, generation.Texts.Count);
        foreach (var text in generation.Texts)
        {
            var alone = Continuation.Of(model, all[text.Index / 2], options with { Seed = options.Seed + text.Index % 2 });
            Assert.Equal(alone, text.Ids);
            Assert.Equal(text.Ids.Count < options.MaxTokens ? EndReason.StopId : EndReason.Limit, text.End);
        }
    }

    [Fact]
    public void The_stop_id_cannot_come_before_the_minimum_and_is_no_part_of_the_text()
    {
        using var model = TinyModel.Create(config: TinyModel.Config with { ContextLength = 40 });
        for (var seed = 0; seed < 40; seed++)
        {
            var options = Drawn with { Seed = seed, StopId = 4, Temperature = 3, TopP = 1, MinTokens = 7 };
            int[] ids = [.. Continuation.Of(model, [1], options)];

            Assert.InRange(ids.Length, 7, 30);
            Assert.DoesNotContain(4, ids);
        }
    }

    [Fact]
    public void A_reader_ends_one_text_and_the_others_go_on()
    {
        using var model = TinyModel.Create(config: TinyModel.Config with { ContextLength = 40 });
        foreach (var kind in new[] { DecoderKind.Cached, DecoderKind.Fused, DecoderKind.Uncached })
        {
            using var generation = new Generation(model, [[1], [2], [3]], Drawn with { Decoder = kind });
            while (generation.Step() is { Count: > 0 } draws)
            {
                if (draws[0].Text.Ids.Count == 5)
                    generation.End(generation.Texts[1]);
            }

            Assert.Equal([EndReason.Limit, EndReason.Reader, EndReason.Limit], generation.Texts.Select(text => text.End!.Value));
            Assert.Equal([30, 5, 30], generation.Texts.Select(text => text.Ids.Count));
            Assert.Equal(Continuation.Of(model, [3], Drawn), generation.Texts[2].Ids);
        }
    }

    [Property(MaxTest = 30)]
    public void Candidates_are_the_most_probable_of_the_distribution_drawn_from(int seed, Dim count)
    {
        using var scope = NewDisposeScope();
        using var model = AnyModel.Create(seed);
        var options = Drawn with { Candidates = count, MaxTokens = 1, RepetitionPenalty = 1.3 };
        using var generation = new Generation(model, [[1]], options);

        var draw = generation.Step().Single();

        var distribution = NextToken.Distribution(model.call(tensor([1L]))[-1], options, seen: [1]).data<double>().ToArray();
        Candidate[] expected =
        [
            .. distribution.Index().Where(entry => entry.Item > 0).OrderByDescending(entry => entry.Item).ThenBy(entry => entry.Index)
                .Take(count).Select(entry => new Candidate(entry.Index, entry.Item)),
        ];
        Assert.Equal(expected.Select(candidate => candidate.Id), draw.Candidates.Select(candidate => candidate.Id));
        foreach (var (wanted, found) in expected.Zip(draw.Candidates))
            Assert.Equal(wanted.Probability, found.Probability, 1e-4);
        Assert.True(distribution[draw.Id] > 0);
    }

    [Fact]
    public void A_prompt_longer_than_the_context_is_cut_where_it_slides_and_says_how_much()
    {
        using var model = TinyModel.Create();
        var prompt = Prompt(1, model, 20);

        using var generation = new Generation(model, [prompt], Drawn with { OnOverflow = OverflowPolicy.Slide });

        Assert.Equal(16, generation.Texts[0].PromptTokensDropped);
        Assert.Equal(
            Continuation.Of(model, prompt[16..], Drawn with { OnOverflow = OverflowPolicy.Slide }),
            Continuation.Of(model, prompt, Drawn with { OnOverflow = OverflowPolicy.Slide }));
    }

    [Fact]
    public void A_model_that_has_diverged_is_reported()
    {
        using var model = TinyModel.Create();
        using (no_grad())
            model.Head.Weight.fill_(float.NaN);

        Assert.Contains("diverged", Assert.Throws<InvalidDataException>(() => Continuation.Of(model, [1], Drawn).First()).Message);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(-1)]
    public void An_id_that_the_model_does_not_know_is_refused(int id)
    {
        using var model = TinyModel.Create();

        Assert.Contains($"{id}", Assert.Throws<ConfigurationException>(() => Continuation.Of(model, [1, id], Drawn)).Message);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        (ContinuationOptions Options, string Name)[] wrong =
        [
            (Drawn with { MaxTokens = -1 }, "max tokens"), (Drawn with { MinTokens = -1 }, "min tokens"),
            (Drawn with { MinTokens = 31 }, "min tokens"), (Drawn with { RepetitionPenalty = 0 }, "repetition penalty"),
            (Drawn with { RepetitionPenalty = double.NaN }, "repetition penalty"), (Drawn with { TopK = 0 }, "top-k"),
            (Drawn with { MinP = 1.1 }, "min-p"), (Drawn with { MinP = double.NaN }, "min-p"), (Drawn with { Candidates = -1 }, "candidates"),
            (Drawn with { OnOverflow = (OverflowPolicy)9 }, "overflow policy"),
        ];
        using var model = TinyModel.Create();
        foreach (var (options, name) in wrong)
            Assert.StartsWith(name, Assert.Throws<ConfigurationException>(() => Continuation.Of(model, [1], options)).Message);
    }

    [Fact]
    public async Task Asynchronously_the_ids_are_the_same_and_cancellation_throws()
    {
        using var model = TinyModel.Create(config: TinyModel.Config with { ContextLength = 40 });
        var ids = new List<int>();
        await foreach (var id in Continuation.OfAsync(model, [1, 2], Drawn))
            ids.Add(id);
        Assert.Equal(Continuation.Of(model, [1, 2], Drawn), ids);

        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Continuation.OfAsync(model, [1, 2], Drawn, cancellation.Token))
                await cancellation.CancelAsync();
        });
        Assert.Throws<ConfigurationException>(() => Continuation.OfAsync(model, [], Drawn));
    }

    [Fact]
    public async Task Whoever_stops_listening_ends_the_drawing()
    {
        using var model = TinyModel.Create(config: TinyModel.Config with { ContextLength = 40 });
        await foreach (var id in Continuation.OfAsync(model, [1, 2], Drawn with { OnOverflow = OverflowPolicy.Slide, MaxTokens = int.MaxValue }))
        {
            Assert.InRange(id, 0, 10);
            break;
        }
    }

    /// <summary>The definition: a window that is cut to its last half when a token more does not fit.</summary>
    private static List<int> Naive(TransformerLm model, int[] prompt, int count, out double closest)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (context, half) = (model.Config.ContextLength, Math.Max(1, model.Config.ContextLength / 2));
        List<int> window = [.. prompt.Length > context ? prompt[^half..] : prompt];
        var (ids, gap) = (new List<int>(), double.PositiveInfinity);
        for (var n = 0; n < count; n++)
        {
            var logits = model.call(tensor(window.Select(id => (long)id).ToArray()))[-1].data<float>().ToArray();
            var sorted = logits.OrderDescending().Take(2).ToArray();
            gap = Math.Min(gap, sorted[0] - sorted[1]);
            ids.Add(Array.IndexOf(logits, sorted[0]));
            window.Add(ids[^1]);
            if (window.Count > context)
                window = window[^half..];
        }
        closest = gap;
        return ids;
    }

    private static int[] Prompt(int seed, TransformerLm model, int length) =>
        [.. Draws.IdArray(seed, model.Config.VocabSize, length).Select(id => (int)id)];
}
