using System.Reflection;
using Cs336.Annotations;
using Cs336.Generators.Tests.Layers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

/// <summary>
/// What surprises in TorchSharp 0.107 about a layer's children and not in a declared layer; the numbers are those of TorchSharp's
/// issues. The rest stands in <see cref="TorchSharpTrapTests"/>.
/// </summary>
public sealed class TorchSharpChildTrapTests
{
    /// <summary>#532</summary>
    [Fact]
    public void Arrays_of_layers_are_not_registered()
    {
        using var plain = new Plain.ArrayOfLayers();
        Assert.Empty(plain.state_dict());
        Assert.Empty(plain.parameters());

        using var declared = new Stack(new Dense(2, 2), new Dense(2, 2));
        Assert.Equal(["layers.0.weight", "layers.1.weight"], declared.state_dict().Keys);
        Assert.Equal(2, declared.parameters().Count());
    }

    /// <summary>#330</summary>
    [Fact]
    public void Dictionaries_of_layers_are_not_registered()
    {
        using var plain = new Plain.DictionaryOfLayers();
        Assert.Empty(plain.state_dict());

        using var declared = new Ensemble();
        Assert.Equal(["heads.z.weight", "heads.a.weight"], declared.state_dict().Keys.Where(name => name.StartsWith("heads")));
        declared.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, declared.Heads!["a"].Weight.dtype);
    }

    [Fact]
    public void TorchSharps_own_dictionary_cannot_be_moved()
    {
        using var plain = new ModuleDict<Dense> { ("a", new Dense(2, 2)) };
        Assert.Throws<ArgumentException>(() => plain.to(ScalarType.Float64));

        using var declared = new ModuleMap<Dense>([new("a", new Dense(2, 2))]);
        declared.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, declared["a"].Weight.dtype);
    }

    [Fact]
    public void A_list_that_is_nobodys_child_registers_and_moves_nothing()
    {
        using var plain = new ModuleList<Plain.Dense>(new Plain.Dense(2, 2));
        Assert.Empty(plain.state_dict());
        plain.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float32, plain[0].weight.dtype);

        using var declared = new ModuleArray<Dense>([new Dense(2, 2)]);
        Assert.Equal(["0.weight"], declared.state_dict().Keys);
        declared.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, declared[0].Weight.dtype);
    }

    [Fact]
    public void Layers_appended_to_a_registered_list_are_ignored()
    {
        using var plain = new Plain.GrowingStack();
        plain.layers.Add(new Plain.Dense(2, 2));
        Assert.Equal(["layers.0.weight"], plain.state_dict().Keys);
        plain.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float32, plain.layers[1].weight.dtype);

        using var declared = new Ensemble(withHeads: false);
        declared.Members.Add(new Dense(2, 2));
        Assert.Equal(["members.0.weight", "members.1.weight"], declared.state_dict().Keys);
        declared.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, declared.Members[1].Weight.dtype);

        // Declared by its interface it cannot be appended to at all.
        using var stack = new Stack(new Dense(2, 2));
        Assert.False(stack.Layers is ICollection<Dense>);
    }

    [Fact]
    public void An_override_of_a_narrower_type_makes_to_throw()
    {
        using var plain = new Plain.Covariant();
        Assert.Throws<ArgumentException>(() => plain.to(ScalarType.Float64));

        using var declared = new Covariant();
        declared.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, declared.Body.Weight.dtype);
    }

    /// <summary>#1485</summary>
    [Fact]
    public void A_child_that_a_derived_layer_replaces_stays_in_the_state()
    {
        using var plain = new Plain.ReplacingChild();
        Assert.Equal(3, plain.body.weight.shape[0]);
        Assert.Equal(2, plain.state_dict()["body.weight"].shape[0]);

        // A base that leaves the child to whoever derives from it has the derived layer's child in its state;
        using var declared = new WithOwnBody();
        Assert.Equal(3, declared.state_dict()["body.weight"].shape[0]);
        Assert.Same(declared.Body!.Weight, StateNames.Collect(declared)["body.weight"]);

        // and one that has assigned it does not let it be replaced in silence.
        var error = Assert.Throws<InvalidOperationException>(() => new WithOwnBody(new Dense(2, 2)));
        Assert.Contains("body is already registered", error.Message);
    }

    /// <summary>#934. examples/declare-a-layer/run.sh publishes ahead of time and sees that the state is there.</summary>
    [Fact]
    public void Registration_looks_for_fields_that_NativeAOT_has_removed()
    {
        Assert.Contains("GetFieldsRecursive", CallsOfRegistration(typeof(Plain.Dense)));

        Assert.Empty(CallsOfRegistration(typeof(Dense)));
        Assert.Empty(CallsOfRegistration(typeof(Ensemble)));
        Assert.Empty(CallsOfRegistration(typeof(ModuleArray<Dense>)));
        Assert.Empty(CallsOfRegistration(typeof(ModuleMap<Dense>)));
    }

    /// <summary>The names of the methods that the module's RegisterComponents calls.</summary>
    private static List<string> CallsOfRegistration(Type module)
    {
        const byte call = 0x28, callVirtual = 0x6f;
        var method = module.GetMethod("RegisterComponents", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var code = method.GetMethodBody()!.GetILAsByteArray()!;
        var names = new List<string>();
        for (var i = 0; i + 4 < code.Length; i++)
            if (code[i] is call or callVirtual && NameOf(method.Module, BitConverter.ToInt32(code, i + 1)) is { } name)
                names.Add(name);
        return names;
    }

    // Bytes that only look like a call hold no token of a method.
    private static string? NameOf(Module module, int token)
    {
        try
        {
            return module.ResolveMethod(token)?.Name;
        }
        catch (Exception error) when (error is ArgumentException or BadImageFormatException)
        {
            return null;
        }
    }
}
