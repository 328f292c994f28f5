using Microsoft.CodeAnalysis;
using Xunit;

namespace Cs336.Generators.Tests.Compiling;

/// <summary>Layers of every form compile with their generated half.</summary>
public sealed class AnyLayerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_layer_may_take_any_number_of_arguments(int arity)
    {
        var types = string.Concat(Enumerable.Repeat("Tensor, ", arity));
        var arguments = string.Join(", ", Enumerable.Range(0, arity).Select(i => $"Tensor x{i}"));

        await AssertCompiles(
            $$"""
            [Module]
            internal sealed partial class Layer : Module<{{types}}Tensor>
            {
                [Parameter("d")] public partial Parameter? Weight { get; private init; }
                public Layer() : base("Layer") { }
                public override Tensor forward({{arguments}}) => x0;
            }
            """);
    }

    [Fact]
    public Task A_layer_may_have_no_forward_at_all() => AssertCompiles(
        """
        [Module]
        internal sealed partial class Layer : Module
        {
            [Parameter("d")] public partial Parameter? Weight { get; private init; }
            public Layer() : base("Layer") { }
        }
        """);

    [Fact]
    public async Task Names_that_differ_only_by_case_get_files_of_their_own()
    {
        static string Layer(string name) =>
            $$"""[Module] public sealed partial class {{name}} : Module { public {{name}}() : base("L") { } }""";

        var compiled = await AssertCompiles(
            $$"""
            namespace Outer
            {
                {{Layer("Linear")}} {{Layer("LINEAR")}} {{Layer("linear_")}}
                public static partial class Deep { {{Layer("A")}} }
            }
            namespace outer
            {
                {{Layer("Linear")}} {{Layer("linear")}}
                public static partial class deep { {{Layer("A")}} }
            }
            """);

        var names = compiled.Generated.Results.Single().GeneratedSources.Select(source => source.HintName).ToList();
        Assert.Equal(7, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("Outer.Deep.A.g.cs", names);
    }

    private static async Task<Compiled> AssertCompiles(string source)
    {
        var compiled = Compiled.Of(source);
        Assert.DoesNotContain(compiled.Generated.Diagnostics, d => d.Severity >= DiagnosticSeverity.Warning);
        Assert.DoesNotContain(compiled.Complaints, d => d.Id is not ("CS8981" or "CS1591"));
        Assert.Empty(await compiled.Analyze());
        return compiled;
    }
}
