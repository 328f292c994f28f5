using Cs336.Annotations;
using Cs336.Generators.Tests.Layers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

/// <summary>
/// What surprises in TorchSharp 0.107 and not in a declared layer. Where the first half of a test fails after an update of
/// TorchSharp, the trap is gone and the code against it may go too.
/// </summary>
public sealed class TorchSharpTrapTests
{
    [Fact]
    public void Non_persistent_buffers_are_left_behind_by_to()
    {
        using var plain = new Plain.RotaryTables();
        Assert.Empty(plain.named_buffers(include_nonpersistent: true));
        plain.to(DeviceType.META);
        Assert.Equal(DeviceType.CPU, plain.Cosine.device_type);

        using var declared = new RotaryTables(2, 2);
        Assert.Equal(["cosine", "sine"], declared.named_buffers(include_nonpersistent: true).Select(buffer => buffer.name));
        Assert.Empty(declared.named_buffers(include_nonpersistent: false));
        Assert.Empty(declared.state_dict());
        declared.to(DeviceType.META);
        Assert.Equal(DeviceType.META, declared.Cosine.device_type);
    }

    [Fact]
    public void Ties_are_broken_by_to()
    {
        var weight = new Parameter(zeros(2, 2));
        using var plain = new Plain.Pair(new Plain.Dense(weight), new Plain.Dense(weight));
        Assert.Equal(["first.weight", "second.weight"], plain.state_dict().Keys);
        plain.to(ScalarType.Float64);
        Assert.True(((Plain.Dense)plain.second).weight.IsInvalid);
        Assert.Equal(["first.weight"], plain.state_dict().Keys);

        var shared = new Parameter(zeros(2, 2));
        using var declared = new Plain.Pair(new Dense(shared), new Dense(shared));
        declared.to(ScalarType.Float64);
        Assert.Same(((Dense)declared.first).Weight, ((Dense)declared.second).Weight);
        Assert.Equal(["first.weight", "second.weight"], declared.state_dict().Keys);
    }

    [Fact]
    public void Private_tensors_become_state()
    {
        using var plain = new Plain.Caching();
        Assert.Equal(["cache"], plain.state_dict().Keys);

        using var declared = new Counter(2);
        Assert.DoesNotContain("scratch", declared.state_dict().Keys);
    }

    [Fact]
    public void A_get_only_property_registered_under_its_own_name_makes_to_throw()
    {
        using var plain = new Plain.GetOnly();
        Assert.Throws<ArgumentException>(() => plain.to(ScalarType.Float64));

        using var declared = new Dense(2, 2);
        declared.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, declared.Weight.dtype);
    }

    [Fact]
    public void Two_indexers_or_a_hidden_member_make_to_throw()
    {
        using var plain = new Plain.TwoIndexers();
        Assert.Throws<ArgumentException>(() => plain.to(ScalarType.Float64));
        using var plainHiding = new Plain.HidingWeight();
        Assert.Throws<ArgumentException>(() => plainHiding.to(ScalarType.Float64));

        using var declared = new Hiding();
        declared.to(ScalarType.Float64);
        Assert.Equal((ScalarType.Float64, 3), (declared.Weight.dtype, declared.Weight.numel()));
        Assert.Equal((ScalarType.Float64, 2), (((Indexed)declared).Weight.dtype, ((Indexed)declared).Weight.numel()));
    }

    [Fact]
    public void A_module_that_believes_to_be_there_already_ignores_to()
    {
        using var plain = new Plain.Dense(new Parameter(zeros([2, 2], device: new Device(DeviceType.META))));
        plain.to(CPU);
        Assert.Equal(DeviceType.META, plain.weight.device_type);

        using var declared = new Dense(2, 2, new Device(DeviceType.META));
        Assert.ThrowsAny<Exception>(() => declared.to(CPU));
    }

    [Fact]
    public void A_module_made_inside_a_dispose_scope_dies_with_it()
    {
        Plain.Dense plain;
        Dense declared;
        using (NewDisposeScope())
        {
            plain = new Plain.Dense(2, 2);
            declared = new Dense(2, 2);
        }

        Assert.True(plain.weight.IsInvalid);
        Assert.False(declared.Weight.IsInvalid);
        declared.Dispose();
    }

    [Fact]
    public void Wrong_shapes_are_broadcast_and_wrong_names_are_not_named()
    {
        using var scope = NewDisposeScope();
        using var plain = new Plain.Dense(2, 2);
        plain.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = ones(1) });
        Assert.Equal([1f, 1f, 1f, 1f], plain.weight.data<float>());
        var error = Assert.Throws<InvalidOperationException>(
            () => plain.load_state_dict(new Dictionary<string, Tensor> { ["wieght"] = ones(2, 2) }));
        Assert.DoesNotContain("wieght", error.Message);

        using var declared = new Dense(2, 2);
        Assert.Throws<StateMismatchException>(() => StateNames.Load(declared, new Dictionary<string, Tensor> { ["weight"] = ones(1) }));
        var mismatch = Assert.Throws<StateMismatchException>(
            () => StateNames.Load(declared, new Dictionary<string, Tensor> { ["wieght"] = ones(2, 2) }));
        Assert.Contains("unexpected: wieght", mismatch.Message);
        Assert.Contains("missing: weight", mismatch.Message);
    }

    [Fact]
    public void What_a_derived_layer_adds_is_not_registered()
    {
        using var plain = new Plain.Derived();
        Assert.Equal(["weight"], plain.state_dict().Keys);

        using var declared = new ScaledCounter(2);
        Assert.Contains("gain", declared.state_dict().Keys);
    }

    [Fact]
    public void A_parameter_held_elsewhere_is_lost_by_to()
    {
        using var plain = new Plain.Dense(2, 2);
        var held = plain.weight;
        plain.to(ScalarType.Float64);
        Assert.True(held.IsInvalid);
        Assert.Same(held, Successors.LatestOf(held));

        using var declared = new Dense(2, 2);
        held = declared.Weight;
        declared.to(ScalarType.Float64);
        Assert.Same(declared.Weight, Successors.LatestOf(held));
    }
}
