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
    private static readonly string[] s_sources =
    [
        .. SnapshotSources.All.Values.Select(snapshot => snapshot.Source),
        .. Directory.GetFiles(Repository.PathOf("Cs336.Model", "Layers"), "*.cs")
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText)
            .Where(source => source.Contains("[Module]", StringComparison.Ordinal)),
        Compiled.Layer(
            """
            [Parameter("d_out", "3", Init = nameof(Fill)), StateName("w")] public partial Parameter Weight { get; private init; }
            [Buffer("n", Persistent = false)] public partial Tensor? Mask { get; private init; }
            [NotState] private readonly List<Tensor> cache = [];
            private static void Fill(Tensor tensor) { }
            """),
    ];

    // What a half-typed declaration may have in the wrong place.
    private static readonly string[] s_debris =
        ["", "{", "}", "[", "]", "(", "\"", "<", ";", "@", "[Module]", "[Parameter(]", " partial ", "?", "\0", "\ud800"];

    /// <summary>Every source is cut off, loses a piece, or has a piece replaced by debris, at places drawn at random.</summary>
    [Property(MaxTest = 300, Replay = "336,1")]
    public void Broken_source_neither_throws_nor_fails(
        NonNegativeInt which, NonNegativeInt start, PositiveInt length, NonNegativeInt debris)
    {
        var source = s_sources[which.Get % s_sources.Length];
        var from = start.Get * 31 % source.Length;
        var removed = which.Get % 3 == 0 ? source.Length - from : Math.Min(length.Get, source.Length - from);

        AssertSurvives(source.Remove(from, removed).Insert(from, s_debris[debris.Get % s_debris.Length]));
    }

    [Fact]
    public void Whole_sources_survive_and_are_generated() =>
        Assert.All(s_sources, source => Assert.NotEmpty(AssertSurvives(source).Generated.GeneratedTrees));

    private static Compiled AssertSurvives(string source)
    {
        var compiled = Compiled.Of(source);

        Assert.Null(compiled.Generated.Results.Single().Exception);
        Assert.DoesNotContain(compiled.Analyze().GetAwaiter().GetResult(), d => d.Id == "AD0001");
        return compiled;
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
