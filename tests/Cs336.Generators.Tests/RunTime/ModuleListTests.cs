using Cs336.Annotations;
using Cs336.Generators.Tests.Layers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

/// <summary>A declared <c>ModuleList</c> of TorchSharp has in the state what it holds now, not what it held when it was assigned.</summary>
public sealed class ModuleListTests
{
    private static readonly string[] s_grown = ["members.0.weight", "members.1.weight", "members.2.weight"];

    public static TheoryData<string, Func<nn.Module, IEnumerable<string>>> Walks => new()
    {
        { nameof(nn.Module.state_dict), module => module.state_dict().Keys },
        { nameof(nn.Module.named_parameters), module => module.named_parameters().Select(parameter => parameter.name) },
        { nameof(nn.Module.named_modules), module => module.named_modules().Select(child => child.name + ".weight") },
        { nameof(nn.Module.named_children), module => NamesByChildren(module) },
        { nameof(StateNames), module => StateNames.Collect(module).Keys },
    };

    [Theory]
    [MemberData(nameof(Walks))]
    public void Every_walk_that_comes_first_reaches_what_was_added(string walk, Func<nn.Module, IEnumerable<string>> names)
    {
        using var direct = Grown();
        using var inner = Grown();
        using var foreign = nn.Sequential(inner);

        Assert.Equal(s_grown, names(direct).Intersect(s_grown));
        Assert.True(names(foreign).Count(name => s_grown.Contains(name["0.".Length..])) == 3, $"{walk} does not reach through a Sequential");
    }

    [Fact]
    public void Apply_and_train_and_to_reach_what_was_added()
    {
        using var applied = Grown();
        using var evaluated = Grown();
        using var moved = Grown();
        var visited = new List<nn.Module>();

        applied.apply(visited.Add);
        evaluated.eval();
        moved.to(ScalarType.Float64);

        Assert.Equal(applied.Members, visited.OfType<Dense>());
        Assert.All(evaluated.Members, member => Assert.False(member.training));
        Assert.All(moved.Members, member => Assert.Equal(ScalarType.Float64, member.Weight.dtype));
    }

    [Fact]
    public void What_was_added_is_counted_and_loaded()
    {
        using var scope = NewDisposeScope();
        using var model = Grown();
        var shifted = TensorAssert.Shifted(StateNames.Collect(model));

        StateNames.Load(model, shifted);

        Assert.Equal(3 * 4, StateNames.CountParameters(model));
        TensorAssert.Same(shifted["members.2.weight"], model.Members[2].Weight.detach());
    }

    [Fact]
    public void What_is_replaced_or_removed_is_no_longer_state()
    {
        using var model = Grown();
        model.Members[0] = new Dense(2, 3);
        model.Members.RemoveAt(1);

        Assert.Equal(s_grown[..2], model.state_dict().Keys);
        Assert.Equal([3, 2], StateNames.Collect(model)["members.0.weight"].shape);
        Assert.Same(model.Members[1].Weight, model.get_parameter("members.1.weight"));
    }

    [Fact]
    public void Disposing_the_layer_disposes_what_was_added()
    {
        var model = Grown();
        var added = model.Members[2].Weight;

        model.Dispose();

        Assert.True(added.IsInvalid);
    }

    private static Ensemble Grown()
    {
        var model = new Ensemble(withHeads: false);
        model.Members.Add(new Dense(2, 2));
        model.Members.append(new Dense(2, 2));
        return model;
    }

    private static IEnumerable<string> NamesByChildren(nn.Module module) =>
        module.named_children().SelectMany(child => child.module is Dense
            ? [child.name + ".weight"]
            : NamesByChildren(child.module).Select(name => $"{child.name}.{name}"));
}
