using Cs336.Annotations;
using Cs336.Generators.Tests.Layers;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

public sealed class StateNamesTests
{
    [Fact]
    public void Names_follow_the_order_of_declaration()
    {
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1);

        Assert.Equal(
            [
                "token_embeddings.weight", "layers.0.ln1.weight", "layers.0.attn.q_proj.weight", "layers.0.attn.output_proj.weight",
                "ln_final.weight", "lm_head.weight",
            ],
            StateNames.Collect(model).Keys);
    }

    [Fact]
    public void A_dialect_renames_what_it_names_and_keeps_the_rest()
    {
        using var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1);

        Assert.Equal(
            [
                "model.embed_tokens.weight", "model.layers.0.input_layernorm.weight", "model.layers.0.self_attn.q_proj.weight",
                "model.layers.0.self_attn.o_proj.weight", "model.norm.weight", "lm_head.weight",
            ],
            StateNames.Collect(model, Dialect.HuggingFaceLlama).Keys);
    }

    [Fact]
    public void The_state_table_tells_kind_name_and_symbolic_shape()
    {
        Assert.Equal(
            ["Parameter scale [3, d]", "Parameter bias [d]", "Buffer count []", "Submodule heads"],
            Counter.DeclaredState.Select(entry => entry.ToString()));
        Assert.Equal(
            ["NonPersistentBuffer cosine [max_seq, d_half]", "NonPersistentBuffer sine [max_seq, d_half]"],
            RotaryTables.DeclaredState.Select(entry => entry.ToString()));
    }

    [Fact]
    public void A_table_entry_reads_tensors_and_children_of_its_own_module_only()
    {
        using var counter = new Counter(2);
        using var dense = new Dense(2, 2);

        Assert.Same(counter.Scale, Counter.DeclaredState[0].TensorOf(counter));
        Assert.Null(Counter.DeclaredState[1].TensorOf(counter));
        Assert.Same(counter.Heads, Counter.DeclaredState[3].ChildOf(counter));
        Assert.Null(Counter.DeclaredState[3].TensorOf(counter));
        Assert.Throws<InvalidCastException>(() => Counter.DeclaredState[0].TensorOf(dense));
    }

    [Fact]
    public void Modules_of_TorchSharp_keep_their_names_wherever_they_stand()
    {
        using var model = nn.Sequential(
            ("first", new Wrappers.Residual<nn.Module<Tensor, Tensor>>(nn.BatchNorm1d(3))), ("second", nn.Linear(3, 2)));

        Assert.Equal(
            model.state_dict().Keys.Order(StringComparer.Ordinal),
            StateNames.Collect(model).Keys.Order(StringComparer.Ordinal));
        Assert.Contains("first.inner.running_mean", StateNames.Collect(model).Keys);
    }

    [Fact]
    public void A_tied_parameter_is_counted_once_and_buffers_never()
    {
        using var free = new LanguageModel(vocab: 5, dModel: 4, layers: 1);
        using var tied = new LanguageModel(vocab: 5, dModel: 4, layers: 1, tied: true);
        using var counter = new Counter(2);

        Assert.Equal(20 + 4 + 16 + 16 + 4 + 20, StateNames.CountParameters(free));
        Assert.Equal(20 + 4 + 16 + 16 + 4, StateNames.CountParameters(tied));
        Assert.Equal(6 + 4 + 4, StateNames.CountParameters(counter));
    }

    [Fact]
    public void Two_members_of_one_name_are_not_silently_one()
    {
        using var clash = new Clash();
        var native = StateNames.Collect(clash);

        var saving = Assert.Throws<InvalidOperationException>(() => StateNames.Collect(clash, Dialect.HuggingFaceLlama));
        Assert.Throws<InvalidOperationException>(() => StateNames.Load(clash, native, Dialect.HuggingFaceLlama));

        Assert.Equal("Two members of Clash are both named 'b.weight' in the dialect HuggingFaceLlama.", saving.Message);
    }
}
