using Cs336.Model.Accounting;
using Cs336.Model.Layers;
using Cs336.Model.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.Accounting;

/// <summary>What the account says is what the model that can be trained has and does.</summary>
public sealed class ModelAccountTests
{
    /// <summary>Every variant, in sizes that a real model of can be made at once.</summary>
    private static Arbitrary<ModelConfig> Configs() => (
        from vocab in Gen.Choose(1, 20)
        from context in Gen.Choose(1, 12)
        from heads in Gen.Choose(1, 3)
        from halfHead in Gen.Choose(1, 3)
        from dFf in Gen.Choose(1, 20)
        from layers in Gen.Choose(1, 3)
        from norm in Gen.Elements(Enum.GetValues<NormPlacement>())
        from positions in Gen.Elements(Enum.GetValues<PositionEncoding>())
        from feedForward in Gen.Elements(Enum.GetValues<FeedForwardKind>())
        from tied in Gen.Elements(true, false)
        select new ModelConfig
        {
            VocabSize = vocab,
            ContextLength = context,
            DModel = 2 * halfHead * heads,
            NHeads = heads,
            DFf = dFf,
            NLayers = layers,
            Norm = norm,
            Positions = positions,
            FeedForward = feedForward,
            TiedHead = tied,
        }).ToArbitrary();

    [Property]
    public Property Parameters_are_as_many_as_the_real_model_has() => Prop.ForAll(Configs(), config =>
    {
        using var model = new TransformerLm(config);
        var parameters = model.parameters().Distinct<Parameter>(ReferenceEqualityComparer.Instance);
        return ModelAccount.Of(config).Parameters.Total == parameters.Sum(parameter => parameter.numel());
    });

    [Property]
    public Property Products_are_those_of_a_real_forward_pass() => Prop.ForAll(Configs(), config =>
    {
        using var scope = NewDisposeScope();
        using var model = new TransformerLm(config);
        var traced = TracedProducts.Of(model, Draws.Ids(1, config.VocabSize, 1, config.ContextLength));
        Assert.Equal(traced, ModelAccount.Of(config).Products.Select(TracedProducts.Shape).Order());
    });

    [Property]
    public Property Activations_are_the_outputs_of_a_real_forward_pass() => Prop.ForAll(Configs(), config =>
    {
        using var scope = NewDisposeScope();
        using var model = new TransformerLm(config);
        var outputs = TracedOutputs.Of(model, Draws.Ids(1, config.VocabSize, 1, config.ContextLength));
        var counted = ModelAccount.Of(config).Activations;

        Assert.Equal(outputs["RmsNorm"], counted.Norms + counted.FinalNorm);
        // Half of what the gate costs is W₃'s output, the other half that of the product, which is no module.
        Assert.Equal(
            outputs["Linear"],
            counted.QkvProjections + counted.OutputProjection + counted.W1 + counted.Gate / 2 + counted.W2 + counted.Logits);
    });

    /// <summary>Worked by hand: 1 layer of 2 heads, 3 tokens, d_model 4, d_ff 5, 7 ids.</summary>
    [Fact]
    public void A_tiny_model_is_accounted_for_to_the_last_digit()
    {
        var account = ModelAccount.Of(new() { VocabSize = 7, ContextLength = 3, DModel = 4, NHeads = 2, DFf = 5, NLayers = 1 });

        Assert.Equal(new ParameterCount(TokenEmbeddings: 28, Attention: 64, FeedForward: 60, Norms: 8, FinalNorm: 4, Head: 28), account.Parameters);
        Assert.Equal((192, 164, 136), (
            account.Parameters.Total, account.Parameters.WithoutTokenEmbeddings, account.Parameters.WithoutEmbeddingsAndHead));
        Assert.Equal(
            [
                new("layers.0.attn.q_proj", ModelPart.QkvProjections, Count: 1, Rows: 3, Inner: 4, Columns: 4),
                new("layers.0.attn.k_proj", ModelPart.QkvProjections, 1, 3, 4, 4),
                new("layers.0.attn.v_proj", ModelPart.QkvProjections, 1, 3, 4, 4),
                new("layers.0.attn", ModelPart.AttentionScores, Count: 2, Rows: 3, Inner: 2, Columns: 3),
                new("layers.0.attn", ModelPart.WeightedValues, Count: 2, Rows: 3, Inner: 3, Columns: 2),
                new("layers.0.attn.output_proj", ModelPart.OutputProjection, 1, 3, 4, 4),
                new("layers.0.ffn.w1", ModelPart.FeedForward, 1, 3, 4, 5),
                new("layers.0.ffn.w3", ModelPart.FeedForward, 1, 3, 4, 5),
                new("layers.0.ffn.w2", ModelPart.FeedForward, 1, 3, 5, 4),
                new("lm_head", ModelPart.Head, 1, 3, 4, 7),
            ],
            account.Products);
        Assert.Equal([96, 96, 96, 72, 72, 96, 120, 120, 120, 168], account.Products.Select(product => product.Flops));
        Assert.Equal((1056, 1056), (account.ForwardFlops, account.TrainingFlopsPerToken));
        Assert.Equal((288, 360), (account.FlopsOf(ModelPart.QkvProjections), account.FlopsOf(ModelPart.FeedForward)));

        Assert.Equal(24 + 36 + 18 + 18 + 12 + 12 + 15 + 15 + 12 + 12 + 21 + 21, account.Activations.Total(ActivationReading.AsListed));
        Assert.Equal(216 + 30, account.Activations.Total(new(WithGate: true)));
        Assert.Equal(216 - 21 + 3, account.Activations.Total(new(LossPerLogit: false)));

        var memory = account.Memory(ComputeType.Float32, ActivationReading.AsListed);
        Assert.Equal(new TrainingMemory(768, 768, 1536, 864), memory);
        Assert.Equal((3072, 3072 + 2 * 864), (memory.StateBytes, memory.TotalBytes(2)));
        Assert.Equal(new TrainingMemory(768, 768, 1536, 432), account.Memory(ComputeType.BFloat16, ActivationReading.AsListed));
    }

    [Fact]
    public void The_tinystories_model_has_the_assignments_17_million_parameters()
    {
        var parameters = ModelAccount.Of(new() { VocabSize = 10_000 }).Parameters;

        Assert.Equal(22_696_448, parameters.Total);
        Assert.Equal(17_576_448, parameters.WithoutTokenEmbeddings);
        Assert.Equal(12_456_448, parameters.WithoutEmbeddingsAndHead);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData(100, 0)]
    [InlineData(109, 0)]
    [InlineData(110, 1)]
    [InlineData(129, 2)]
    public void The_largest_batch_is_what_the_budget_leaves_room_for(long budget, long batch)
    {
        var memory = new TrainingMemory(ParameterBytes: 25, GradientBytes: 25, MomentBytes: 50, ActivationBytesPerSequence: 10);

        Assert.Equal(batch, memory.LargestBatch(budget));
        Assert.True(batch == 0 || memory.TotalBytes(batch) <= budget);
        Assert.True(memory.TotalBytes(batch + 1) > budget);
    }

    [Fact]
    public void A_run_takes_three_forward_passes_a_step_at_the_rate_that_is_reached()
    {
        var time = TrainingTime.Of(forwardFlops: 1000, steps: 864, batchSize: 20, peak: 1000, utilisation: 0.6);

        Assert.Equal((60_000, 51_840_000.0, 86_400.0), (time.FlopsPerStep, time.TotalFlops, time.Seconds));
        Assert.Equal(1, time.Days);
    }

    [Fact]
    public void A_run_at_the_rate_of_the_machine_uses_all_of_it_and_half_as_many_tokens_half()
    {
        var account = ModelAccount.Of(new() { VocabSize = 10_000 });

        Assert.Equal(1, account.Utilisation(1_000, 1_000.0 * account.TrainingFlopsPerToken));
        Assert.Equal(0.5, account.Utilisation(500, 1_000.0 * account.TrainingFlopsPerToken));
    }

    /// <summary>The weights are on the meta device, and of tables as long as the context there is no need.</summary>
    [Fact]
    public void A_model_that_no_machine_holds_is_accounted_for()
    {
        var account = ModelAccount.Of(
            new() { VocabSize = 1_000_000, ContextLength = 1_000_000, DModel = 100_000, NHeads = 500, NLayers = 2 });

        Assert.InRange(account.Parameters.Total, 400e9, 500e9);
    }

    [Fact]
    public void More_layers_than_can_be_made_are_refused_at_once() => Assert.Equal(
        "n_layers must be at most 10000 to be accounted for; found 2147483647.",
        Assert.Throws<ConfigurationException>(() => ModelAccount.Of(new() { VocabSize = 1, NLayers = int.MaxValue })).Message);

    [Fact]
    public void Figures_of_more_than_64_bits_are_refused_in_one_sentence()
    {
        ModelConfig[] tooLarge =
        [
            new() { VocabSize = int.MaxValue, ContextLength = int.MaxValue },
            new() { VocabSize = 1, DModel = int.MaxValue - 1, NHeads = 1, DFf = int.MaxValue },
        ];
        Assert.All(tooLarge, config => Assert.Contains(
            "exceed 64 bits; expected smaller sizes.", Assert.Throws<ConfigurationException>(() => ModelAccount.Of(config)).Message));
    }
}
