using Cs336.Annotations;
using Cs336.Model.Layers;
using Cs336.Model.State;
using Cs336.Model.State.Dialects;
using Cs336.Model.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.State.Dialects;

/// <summary>Small configurations of every proportion.</summary>
public static class SmallConfigs
{
    public static Arbitrary<ModelConfig> Any() => Arb.From(
        from vocab in Gen.Choose(1, 9)
        from heads in Gen.Choose(1, 4)
        from halfHead in Gen.Choose(1, 4)
        from hidden in Gen.Choose(1, 9)
        from layers in Gen.Choose(1, 3)
        from theta in Gen.Elements(10_000.0, 500_000.0, 3.0)
        select new ModelConfig
        {
            VocabSize = vocab,
            ContextLength = 8,
            DModel = 2 * halfHead * heads,
            DFf = hidden,
            NLayers = layers,
            NHeads = heads,
            RopeTheta = theta,
        });
}

[Properties(Arbitrary = [typeof(SmallConfigs)], MaxTest = 50, Replay = "(336,5)")]
public sealed class HuggingFaceLlamaTests
{
    [Property]
    public void Native_to_Llama_to_native_is_the_identity_bit_for_bit(ModelConfig config)
    {
        using var from = TinyModel.Create(seed: 1, config);
        using var into = TinyModel.Create(seed: 2, config);

        using var llama = HuggingFaceLlama.FromModel(from);
        HuggingFaceLlama.Load(into, llama);

        Assert.All(
            StateNames.Collect(from).Zip(StateNames.Collect(into)),
            pair => TensorAssert.Same(pair.First.Value.detach(), pair.Second.Value.detach()));
    }

    [Property]
    public void Llama_to_native_to_Llama_is_the_identity_bit_for_bit(ModelConfig config, int seed)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(seed: 1, config);
        using var shapes = HuggingFaceLlama.FromModel(model);
        var checkpoint = shapes.ToDictionary(entry => entry.Key, entry => Draws.Normal(seed++, entry.Value.shape));

        HuggingFaceLlama.Load(model, checkpoint);

        using var again = HuggingFaceLlama.FromModel(model);
        Assert.Equal(checkpoint.Keys, again.Keys);
        Assert.All(again, entry => TensorAssert.Same(checkpoint[entry.Key], entry.Value));
    }

    [Property]
    public void Hugging_Face_formulas_give_the_same_logits(ModelConfig config, int seed)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(seed: 1, config);
        using var llama = HuggingFaceLlama.FromModel(model);
        var ids = Draws.Ids(seed, config.VocabSize, config.ContextLength);

        TensorAssert.Close(new LlamaReference(llama, config).Logits(ids), model.call(ids), absolute: 1e-4, relative: 1e-4);
    }

    [Property]
    public void Rotate_half_on_the_reordered_rows_gives_the_same_attention_scores(ModelConfig config, int seed)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(seed: 1, config);
        using var llama = HuggingFaceLlama.FromModel(model);
        var attention = model.Layers[0].Attention;
        var x = Draws.Normal(seed, 8, config.DModel);

        var scores = matmul(Rotated(attention.Query), Rotated(attention.Key).mT);

        var expected = new LlamaReference(llama, config).Scores("model.layers.0.self_attn", x.to(ScalarType.Float64));
        TensorAssert.Close(expected, scores, absolute: 1e-4, relative: 1e-4);

        Tensor Rotated(Linear projection) =>
            attention.Rope!.call(projection.call(x).reshape(8, config.NHeads, config.DHead).transpose(0, 1), null);
    }

    [Fact]
    public void Names_are_those_of_a_Llama_checkpoint()
    {
        using var model = TinyModel.Create();
        using var llama = HuggingFaceLlama.FromModel(model);

        string[] ofBlock =
        [
            "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "input_layernorm",
            "post_attention_layernorm", "mlp.gate_proj", "mlp.down_proj", "mlp.up_proj",
        ];
        Assert.Equal(
            [
                "model.embed_tokens.weight",
                .. Enumerable.Range(0, 2).SelectMany(n => ofBlock.Select(name => $"model.layers.{n}.{name}.weight")),
                "model.norm.weight", "lm_head.weight",
            ],
            llama.Keys);
    }

    [Fact]
    public void The_rows_of_each_head_go_from_neighbours_to_halves()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        var rows = arange(8, ScalarType.Float32).unsqueeze(1).expand(8, 8);
        StateNames.Load(model.Layers[0].Attention.Query, new Dictionary<string, Tensor> { ["weight"] = rows });

        using var llama = HuggingFaceLlama.FromModel(model);

        Assert.Equal([0f, 2, 1, 3, 4, 6, 5, 7], llama["model.layers.0.self_attn.q_proj.weight"].select(1, 0).contiguous().data<float>());
    }

    [Fact]
    public void A_checkpoint_without_a_head_uses_its_embedding_for_both()
    {
        using var model = TinyModel.Create();
        using var llama = HuggingFaceLlama.FromModel(model);
        var tied = llama.Where(entry => entry.Key != "lm_head.weight").ToDictionary();

        HuggingFaceLlama.Load(model, tied);

        TensorAssert.Same(llama["model.embed_tokens.weight"], model.Head.Weight.detach());
        Assert.NotSame(model.TokenEmbeddings.Weight, model.Head.Weight);
    }

    [Fact]
    public void What_does_not_fit_is_listed_under_the_names_of_the_file_and_nothing_is_loaded()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        using var llama = HuggingFaceLlama.FromModel(model);
        var source = llama.ToDictionary(entry => entry.Key, entry => entry.Value + 1);
        source.Remove("model.embed_tokens.weight");
        source.Remove("lm_head.weight");
        source["norm.weight"] = source["model.norm.weight"];
        source["model.layers.0.self_attn.k_proj.weight"] = ones(4, 8);

        var error = Assert.Throws<StateMismatchException>(() => HuggingFaceLlama.Load(model, source));

        Assert.Equal(
            """
            The state does not fit TransformerLm, which was left as it was:
              missing: model.embed_tokens.weight
              missing: lm_head.weight
              unexpected: norm.weight
              unusable: model.layers.0.self_attn.k_proj.weight has shape [4, 8], expected [8, 8] (declared [d_out, d_in])
            """,
            error.Message);
        using var unchanged = HuggingFaceLlama.FromModel(model);
        Assert.All(llama, entry => TensorAssert.Same(entry.Value, unchanged[entry.Key]));
    }

    [Fact]
    public void A_safetensors_file_of_it_names_its_framework_and_loads_into_another_model()
    {
        using var from = TinyModel.Create(seed: 1);
        using var into = TinyModel.Create(seed: 2);
        using var file = new MemoryStream();
        using (var exported = HuggingFaceLlama.FromModel(from))
            Safetensors.Write(file, exported, exported.Metadata);
        file.Position = 0;

        using var read = Safetensors.Read(file, "llama");
        HuggingFaceLlama.Load(into, read);

        Assert.Equal("pt", read.Metadata["format"]);
        Assert.All(from.state_dict(), entry => TensorAssert.Same(entry.Value.detach(), into.state_dict()[entry.Key].detach()));
    }

    public static TheoryData<ModelConfig> Variants =>
    [
        TinyModel.Config with { Norm = NormPlacement.Post },
        TinyModel.Config with { Positions = PositionEncoding.None },
        TinyModel.Config with { FeedForward = FeedForwardKind.Silu },
    ];

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_variant_that_no_Llama_is_is_refused(ModelConfig config)
    {
        using var model = TinyModel.Create(config: config);

        Assert.Contains("A Llama has norm pre", Assert.Throws<ConfigurationException>(() => HuggingFaceLlama.FromModel(model)).Message);
        Assert.Throws<ConfigurationException>(() => HuggingFaceLlama.Load(model, new Dictionary<string, Tensor>()));
    }

    [Fact]
    public void A_tied_head_is_left_out_and_comes_back_tied()
    {
        var config = TinyModel.Config with { TiedHead = true };
        using var from = TinyModel.Create(seed: 1, config);
        using var into = TinyModel.Create(seed: 2, config);

        using var llama = HuggingFaceLlama.FromModel(from);
        HuggingFaceLlama.Load(into, llama);

        Assert.DoesNotContain("lm_head.weight", llama.Keys);
        TensorAssert.Same(from.Head.Weight.detach(), into.Head.Weight.detach());
        Assert.Same(into.TokenEmbeddings.Weight, into.Head.Weight);
    }

    [Fact]
    public void What_was_taken_from_a_model_outlives_it_and_its_callers_scope()
    {
        NamedTensors llama;
        using (NewDisposeScope())
        using (var model = TinyModel.Create())
            llama = HuggingFaceLlama.FromModel(model);

        Assert.All(llama.Values, tensor => Assert.False(tensor.IsInvalid));
        Assert.All(llama.Values, tensor => Assert.False(tensor.requires_grad));
        llama.Dispose();
    }
}
