using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Cs336.Generators.Tests.Compiling;

/// <summary>A generator that throws takes every generated layer of the project with it.</summary>
public sealed class BrokenSourceTests
{
    private static readonly string s_source = Compiled.Layer(
        """
        [Parameter("d_out", "3", Init = nameof(Fill)), StateName("w")] public partial Parameter Weight { get; private init; }
        [Buffer("n", Persistent = false)] public partial Tensor? Mask { get; private init; }
        [Submodule, StateName("a.b", Dialect = Dialect.HuggingFaceLlama)]
        public partial IReadOnlyList<Child> Children { get; private init; }
        private static void Fill(Tensor tensor) { }
        """);

    [Property(MaxTest = 40, Replay = "336,1")]
    public void Source_with_a_piece_cut_out_neither_throws_nor_fails(NonNegativeInt start, PositiveInt length)
    {
        var from = start.Get * 31 % s_source.Length;
        var compiled = Compiled.Of(s_source.Remove(from, Math.Min(length.Get, s_source.Length - from)));

        Assert.Null(compiled.Generated.Results.Single().Exception);
        Assert.DoesNotContain(compiled.Analyze().GetAwaiter().GetResult(), d => d.Id == "AD0001");
    }

    [Fact]
    public void A_layer_marked_on_both_of_its_parts_is_generated_once()
    {
        var compiled = Compiled.Of(
            """
            [Module] public partial class Layer : Module { public Layer() : base("Layer") { } }
            [Module] public partial class Layer { }
            """);

        Assert.Single(compiled.Generated.GeneratedTrees);
        Assert.Equal("CS0579", Assert.Single(compiled.Complaints).Id);
    }

    [Fact]
    public void Members_of_several_parts_are_all_in_the_one_generated_half()
    {
        var compiled = Compiled.Of(
            """
            [Module]
            public partial class Layer : Module<Tensor, Tensor>
            {
                [Parameter] public partial Parameter? First { get; private init; }
                public Layer() : base("Layer") { }
                public override Tensor forward(Tensor x) => x;
            }
            public partial class Layer { [Parameter] public partial Parameter? Second { get; private init; } }
            """);

        Assert.Empty(compiled.Complaints);
        Assert.Contains("module._first", compiled.Text);
        Assert.Contains("module._second", compiled.Text);
    }

    [Fact]
    public void A_project_without_TorchSharp_gets_nothing_generated()
    {
        var compilation = Compiled.Compilation("[Module] public partial class Layer { }")
            .WithReferences(Compiled.Compilation("").References.Where(r => !r.Display!.Contains("TorchSharp")));

        var result = CSharpGeneratorDriver.Create(new ModuleGenerator()).RunGenerators(compilation).GetRunResult();

        Assert.Null(result.Results.Single().Exception);
        Assert.Empty(result.GeneratedTrees);
    }
}
