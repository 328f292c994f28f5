using Cs336.Annotations;
using Cs336.Generators.Tests.Layers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

/// <summary>A declared dictionary of layers names them by their keys.</summary>
public sealed class ModuleMapTests
{
    private static readonly string[] s_names = ["members.0.weight", "heads.z.weight", "heads.a.weight"];

    [Fact]
    public void Layers_are_registered_saved_and_counted_in_the_order_of_the_dictionary()
    {
        using var model = new Ensemble();

        Assert.Equal(s_names, model.state_dict().Keys);
        Assert.Equal(s_names, StateNames.Collect(model).Keys);
        Assert.Equal(3 * 4, StateNames.CountParameters(model));
        Assert.Contains("  (heads): ModuleMap, 8 parameters", StateNames.Describe(model));
    }

    [Fact]
    public void Layers_move_and_ties_between_them_last()
    {
        var shared = new Dense(2, 2);
        using var map = new ModuleMap<Dense>([new("one", shared), new("other", shared)]);
        using var foreign = nn.Sequential(("model", new Ensemble()));

        map.to(ScalarType.Float64);
        foreign.to(ScalarType.Float64).to(DeviceType.META);

        Assert.Equal(ScalarType.Float64, map["other"].Weight.dtype);
        Assert.Same(map["one"].Weight, map.get_parameter("other.weight"));
        Assert.All(foreign.parameters(), parameter => Assert.Equal((ScalarType.Float64, DeviceType.META), (parameter.dtype, parameter.device_type)));
    }

    [Fact]
    public void It_is_a_dictionary()
    {
        using var layer = new Dense(2, 2);
        using var map = new ModuleMap<Dense>(new Dictionary<string, Dense> { ["a"] = layer });

        Assert.Same(map, ModuleMap<Dense>.Of(map));
        Assert.Equal(["a"], map.Keys);
        Assert.Equal([layer], map.Values);
        Assert.Equal(map.Keys.Count(), map.Count);
        Assert.True(map.ContainsKey("a") && map.TryGetValue("a", out var found) && ReferenceEquals(found, layer) && map["a"] == layer);
        Assert.False(map.ContainsKey("b") || map.TryGetValue("b", out _));
        Assert.Throws<KeyNotFoundException>(() => map["b"]);
        Assert.Equal([new KeyValuePair<string, Dense>("a", layer)], map);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    public void A_key_that_cannot_be_a_name_is_refused(string key)
    {
        using var layer = new Dense(2, 2);

        Assert.Throws<ArgumentException>(() => new ModuleMap<Dense>([new(key, layer)]));
    }

    [Fact]
    public void A_missing_layer_and_a_key_given_twice_are_refused()
    {
        using var layer = new Dense(2, 2);

        Assert.Throws<ArgumentNullException>(() => new ModuleMap<Dense>([new("a", null!)]));
        Assert.Throws<ArgumentNullException>(() => new ModuleMap<Dense>(null!));
        Assert.Throws<ArgumentException>(() => new ModuleMap<Dense>([new("a", layer), new("a", layer)]));
    }
}
