using Cs336.Model.Layers;
using Cs336.Model.Sampling;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Sampling;

/// <summary>Whichever way logits are computed, they are those of the whole text going through the model.</summary>
public sealed class DecoderTests
{
    [Property(MaxTest = 100)]
    public void Logits_with_a_cache_are_those_without(int seed, Dim rows, bool fused)
    {
        using var model = AnyModel.Create(seed);
        Compare(model, rows, fused ? DecoderKind.Fused : DecoderKind.Cached, new Random(seed));
    }

    [Property(MaxTest = 20)]
    public void Threads_that_share_the_work_change_no_bit(int seed, Dim rows)
    {
        using var model = AnyModel.Create(seed);
        Assert.Equal(LogitsWith(1, model, rows, prompt: 1), LogitsWith(3, model, rows, prompt: 1));
    }

    [Theory]
    [InlineData(25)]
    [InlineData(64)]
    [InlineData(99)]
    public void Threads_that_share_a_long_prompt_change_no_bit(int prompt)
    {
        using var model = LongModel();
        Assert.Equal(LogitsWith(1, model, rows: 1, prompt), LogitsWith(3, model, rows: 1, prompt));
    }

    [Theory]
    [InlineData(DecoderKind.Cached)]
    [InlineData(DecoderKind.Fused)]
    public void Long_prompts_and_large_batches_are_computed_alike(DecoderKind kind)
    {
        using var scope = NewDisposeScope();
        using var model = LongModel();
        Compare(model, rows: 33, kind, new Random(1));
    }

    [Fact]
    public void A_prompt_in_pieces_is_the_prompt_in_one()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        using var noGradient = no_grad();
        using var cache = KeyValueCache.For(model, rows: 2);
        var ids = Draws.Ids(1, 11, 2, 8);

        model.Extend(ids.narrow(1, 0, 3), cache);
        model.Extend(ids.narrow(1, 3, 1), cache);
        var logits = model.Extend(ids.narrow(1, 4, 4), cache);

        Assert.Equal([8, 8], cache.Lengths.ToArray());
        TensorAssert.Close(model.call(ids).select(1, -1), logits, absolute: 2e-5, relative: 1e-4);
    }

    [Fact]
    public void A_cache_in_bfloat16_follows_the_products()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        MixedPrecision.MultiplyIn(model, ComputeType.BFloat16);
        using var noGradient = no_grad();
        using var decoder = Decoder.For(model, 1);
        using var definition = Decoder.For(model, 1, DecoderKind.Uncached);
        foreach (var each in new[] { decoder, definition })
        {
            each.Begin(0, [1, 2, 3]);
            each.Append([0], [4]);
        }

        TensorAssert.Close(tensor(definition.Logits(0).ToArray()), tensor(decoder.Logits(0).ToArray()), absolute: 0.1, relative: 0.05);
    }

    [Fact]
    public void Kernels_for_a_model_that_has_none_are_refused()
    {
        using var model = TinyModel.Create();
        MixedPrecision.MultiplyIn(model, ComputeType.BFloat16);

        Assert.Contains("float32", Assert.Throws<ConfigurationException>(() => Decoder.For(model, 1, DecoderKind.Fused)).Message);
    }

    [Theory]
    [InlineData(DecoderKind.Cached)]
    [InlineData(DecoderKind.Fused)]
    public void More_tokens_than_the_context_holds_are_refused(DecoderKind kind)
    {
        using var model = TinyModel.Create();
        using var decoder = Decoder.For(model, 1, kind);
        decoder.Begin(0, [1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Throws<ArgumentException>(() => decoder.Append([0], [1]));
    }

    [Fact]
    public void Weights_that_change_are_seen_at_once_and_outlive_the_model()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        using var decoder = Decoder.For(model, 1, DecoderKind.Fused);
        decoder.Begin(0, [1]);
        using (no_grad())
            model.Head.Weight.zero_();

        decoder.Begin(0, [1]);
        Assert.All(decoder.Logits(0).ToArray(), logit => Assert.Equal(0, logit));
        model.Dispose();
        decoder.Append([0], [2]);
        Assert.All(decoder.Logits(0).ToArray(), logit => Assert.Equal(0, logit));
    }

    /// <summary>Sizes that fill no tile of the kernels.</summary>
    private static TransformerLm LongModel() =>
        TinyModel.Create(config: new() { VocabSize = 300, ContextLength = 100, DModel = 54, NLayers = 2, NHeads = 3, DFf = 75 });

    /// <summary>All rows' logits after prompts of a length and one token more, computed by a number of threads.</summary>
    private static float[] LogitsWith(int threads, TransformerLm model, int rows, int prompt)
    {
        set_num_threads(threads);
        try
        {
            using var decoder = Decoder.For(model, rows, DecoderKind.Fused);
            var random = new Random(1);
            for (var row = 0; row < rows; row++)
                decoder.Begin(row, Ids(random, model, prompt));
            var all = Enumerable.Range(0, rows).ToArray();
            decoder.Append(all, Ids(random, model, rows));
            return [.. all.SelectMany(row => decoder.Logits(row).ToArray())];
        }
        finally
        {
            set_num_threads(1);
        }
    }

    /// <summary>Two decoders get the same tokens: prompts of any length, one of them copied, then single tokens for all or some rows.</summary>
    private static void Compare(TransformerLm model, int rows, DecoderKind kind, Random random)
    {
        var context = model.Config.ContextLength;
        using var definition = Decoder.For(model, rows, DecoderKind.Uncached);
        using var decoder = Decoder.For(model, rows, kind);
        var lengths = new int[rows];
        for (var row = 0; row < rows; row++)
            Begin(row);
        if (rows > 1)
        {
            definition.Copy(0, 1);
            decoder.Copy(0, 1);
            lengths[1] = lengths[0];
            Same(1);
        }
        for (var step = 0; step < context; step++)
        {
            // Whoever has filled the context begins anew with a part of it, as a sliding text does.
            int[] going = [.. Enumerable.Range(0, rows).Where(row => lengths[row] < context && (step % 3 != 2 || random.Next(4) > 0))];
            var ids = Ids(random, model, going.Length);
            if (going.Length > 0)
            {
                definition.Append(going, ids);
                decoder.Append(going, ids);
            }
            foreach (var row in going)
            {
                lengths[row]++;
                Same(row);
            }
            for (var row = 0; row < rows; row++)
            {
                if (lengths[row] == context)
                    Begin(row);
            }
        }

        void Begin(int row)
        {
            lengths[row] = random.Next(1, context + 1);
            var prompt = Ids(random, model, lengths[row]);
            definition.Begin(row, prompt);
            decoder.Begin(row, prompt);
            Same(row);
        }

        void Same(int row)
        {
            using var scope = NewDisposeScope();
            TensorAssert.Close(
                tensor(definition.Logits(row).ToArray()), tensor(decoder.Logits(row).ToArray()), absolute: 2e-5, relative: 1e-4);
        }
    }

    private static int[] Ids(Random random, TransformerLm model, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(model.Config.VocabSize))];
}
