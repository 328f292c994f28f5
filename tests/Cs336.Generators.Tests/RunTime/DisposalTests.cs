using Cs336.Generators.Tests.Layers;
using FsCheck.Xunit;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Generators.Tests.RunTime;

/// <summary>A module releases what is its own, all of it and once.</summary>
[Properties(Arbitrary = [typeof(Trees)], MaxTest = 40, Replay = "336,13")]
public sealed class DisposalTests
{
    [Fact]
    public void Disposing_a_module_disposes_all_of_its_state()
    {
        var model = new LanguageModel(vocab: 5, dModel: 4, layers: 1, tied: true);
        var tensors = TensorsOf(model);

        model.Dispose();
        model.Dispose();

        Assert.Equal(6 + 1, tensors.Count);
        Assert.All(tensors, tensor => Assert.True(tensor.IsInvalid));
    }

    [Property]
    public void Disposing_any_tree_moved_or_not_leaves_no_tensor_behind(Tree tree, bool moved)
    {
        var node = new Node(tree, tie: null);
        var created = TensorsOf(node);
        if (moved)
            node.to(ScalarType.Float64);
        var current = TensorsOf(node);

        node.Dispose();
        node.Dispose();

        Assert.Equal(created.Count, current.Count);
        Assert.All(created.Concat(current), tensor => Assert.True(tensor.IsInvalid));
    }

    [Fact]
    public void What_is_declared_no_state_is_left_to_its_owner()
    {
        using var lent = new Dense(2, 2);
        var borrower = new Borrower(lent);
        using var scratch = borrower.Scratch;

        borrower.to(ScalarType.Float64);
        borrower.Dispose();

        Assert.False(lent.Weight.IsInvalid || scratch.IsInvalid);
        Assert.Equal((ScalarType.Float32, ScalarType.Float32), (lent.Weight.dtype, scratch.dtype));
        Assert.True(borrower.Own.Weight.IsInvalid);
    }

    private static List<Tensor> TensorsOf(nn.Module module) =>
        [.. module.parameters().Concat(module.buffers()).Distinct<Tensor>(ReferenceEqualityComparer.Instance)];
}
