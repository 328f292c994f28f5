using Cs336.Annotations;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Generators.Tests.RunTime;

/// <summary>A node of any tree: an optional tensor of each kind and any number of children.</summary>
[Module]
public sealed partial class Node : Module<Tensor, Tensor>
{
    [Parameter("n"), StateName("weight", Dialect = Dialect.HuggingFaceLlama)]
    public partial Parameter? Gain { get; private init; }

    [Buffer("m")]
    public partial Tensor? RunningMean { get; private init; }

    [Buffer("k", Persistent = false)]
    public partial Tensor? Table { get; private init; }

    [Submodule, StateName("blocks", Dialect = Dialect.HuggingFaceLlama)]
    public partial IReadOnlyList<Node> Children { get; private init; }

    public Node(Tree tree, Parameter? tie)
        : base(nameof(Node))
    {
        Gain = tree.Parameter is not { } n ? null : tree.IsTied && tie is not null ? tie : new Parameter(randn(n));
        RunningMean = tree.Buffer is { } m ? randn(m) : null;
        Table = tree.Table is { } k ? randn(k) : null;
        Children = [.. tree.Children.Select(child => new Node(child, Gain))];
    }

    public override Tensor forward(Tensor x) => x;
}

/// <summary>What a <see cref="Node"/> is made from; a tied one shares the parameter of its parent.</summary>
public sealed record Tree(int? Parameter, int? Buffer, int? Table, bool IsTied, IReadOnlyList<Tree> Children)
{
    /// <summary>The oracle: names by plain recursion, buffers after parameters, children last.</summary>
    public IEnumerable<string> Names(string prefix = "") =>
    [
        .. Parameter is null ? [] : new[] { prefix + "gain" },
        .. Buffer is null ? [] : new[] { prefix + "running_mean" },
        .. Children.SelectMany((child, i) => child.Names($"{prefix}children.{i}.")),
    ];

    /// <summary>The oracle: learnable scalars, where a tied parameter is its parent's.</summary>
    public long Parameters(bool parentHasOne = false) =>
        (IsTied && parentHasOne ? 0 : Parameter ?? 0) + Children.Sum(child => child.Parameters(Parameter is not null));
}

public static class Trees
{
    public static Arbitrary<Tree> Any() => Arb.From(Gen.Sized(size => OfDepth(Math.Min(size / 10, 3))));

    private static Gen<Tree> OfDepth(int depth) =>
        from parameter in MaybeSize
        from buffer in MaybeSize
        from table in MaybeSize
        from isTied in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from count in Gen.Choose(0, depth == 0 ? 0 : 3)
        from children in Gen.ArrayOf(OfDepth(depth - 1), count)
        select new Tree(parameter, buffer, table, isTied, children);

    private static Gen<int?> MaybeSize =>
        Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(1, 3).Select(size => (int?)size));
}

/// <summary>Whatever the tree: registering, saving, loading and moving keep the tensors and their names.</summary>
[Properties(Arbitrary = [typeof(Trees)], MaxTest = 60, Replay = "336,5")]
public sealed class ModuleTreeTests
{
    [Property]
    public void Names_are_those_of_a_plain_recursion(Tree tree)
    {
        using var node = new Node(tree, tie: null);

        Assert.Equal(tree.Names(), StateNames.Walk(node).Select(state => state.Name));
        Assert.Equal(tree.Names().Order(), node.state_dict().Keys.Order());
        Assert.Equal(tree.Parameters(), StateNames.CountParameters(node));
    }

    [Property]
    public void Loading_what_another_tree_of_the_same_shape_saved_makes_them_equal(Tree tree, bool llama)
    {
        var dialect = llama ? Dialect.HuggingFaceLlama : Dialect.Native;
        using var scope = NewDisposeScope();
        using var from = new Node(tree, tie: null);
        using var into = new Node(tree, tie: null);

        StateNames.Load(into, StateNames.Collect(from, dialect), dialect);

        Assert.All(
            StateNames.Walk(from).Zip(StateNames.Walk(into)),
            pair => TensorAssert.Same(pair.First.Tensor.detach(), pair.Second.Tensor.detach()));
    }

    [Property]
    public void Loading_with_one_tensor_too_few_changes_nothing(Tree tree, NonNegativeInt index)
    {
        using var scope = NewDisposeScope();
        using var node = new Node(tree, tie: null);
        var before = TensorAssert.Copies(node.state_dict());
        var source = TensorAssert.Shifted(StateNames.Collect(node));
        if (source.Count == 0)
            return;
        source.Remove(source.Keys.ElementAt(index.Get % source.Count));

        var error = Assert.Throws<StateMismatchException>(() => StateNames.Load(node, source));

        Assert.Single(error.Mismatch.Missing);
        Assert.All(node.state_dict(), entry => TensorAssert.Same(before[entry.Key], entry.Value.detach()));
    }

    [Property]
    public void Moving_there_and_back_keeps_names_values_and_ties(Tree tree, bool inSequential)
    {
        using var scope = NewDisposeScope();
        using var node = new Node(tree, tie: null);
        using var root = inSequential ? nn.Sequential(node) : (nn.Module)node;
        var before = TensorAssert.Copies(node.state_dict());
        var groups = TiedNames(node);

        root.to(ScalarType.Float64).to(ScalarType.Float32);

        Assert.Equal(tree.Names(), StateNames.Walk(node).Select(state => state.Name));
        Assert.All(node.state_dict(), entry => TensorAssert.Same(before[entry.Key], entry.Value.detach()));
        Assert.Equal(groups, TiedNames(node));
    }

    [Property]
    public void To_a_device_leaves_no_tensor_behind(Tree tree)
    {
        using var node = new Node(tree, tie: null);

        node.to(DeviceType.META);

        Assert.All(node.parameters().Concat(node.buffers()), tensor => Assert.Equal(DeviceType.META, tensor.device_type));
        Assert.Equal(
            tree.Names().Count(name => name.EndsWith("running_mean")) + Tables(tree),
            node.named_buffers().Count());
    }

    private static int Tables(Tree tree) => (tree.Table is null ? 0 : 1) + tree.Children.Sum(Tables);

    private static IEnumerable<string> TiedNames(Node node) =>
        [
            .. StateNames.Walk(node)
                .GroupBy(state => state.Tensor, ReferenceEqualityComparer.Instance)
                .Select(tied => string.Join(" = ", tied.Select(state => state.Name))),
        ];
}
