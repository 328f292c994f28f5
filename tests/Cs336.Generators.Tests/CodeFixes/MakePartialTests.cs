using Cs336.Generators.CodeFixes;
using Cs336.Generators.Tests.Compiling;
using Xunit;

namespace Cs336.Generators.Tests.CodeFixes;

/// <summary>Layers become partial, with every type around them, and everything else stays as it was written.</summary>
public sealed class MakePartialTests
{
    [Theory]
    [InlineData("public sealed class Layer", "public sealed partial class Layer")]
    [InlineData("/* kept */ class Layer", "/* kept */ partial class Layer")]
    [InlineData("public abstract /* kept */ class Layer", "public abstract /* kept */ partial class Layer")]
    public async Task A_layer_becomes_partial(string header, string fixedHeader)
    {
        var (source, wanted) = (Layer(header), Layer(fixedHeader));

        Assert.Equal(wanted, (await Repair.Of(new MakePartialFix(), source).Apply("Make partial"))[0]);
        await AssertIsRight(wanted);
    }

    [Fact]
    public async Task Every_type_around_a_layer_becomes_partial_at_once()
    {
        var (source, wanted) = (Nested("public ", ""), Nested("public partial ", "partial "));

        Assert.Equal(wanted, (await Repair.Of(new MakePartialFix(), source).Apply("Make partial"))[0]);
        await AssertIsRight(wanted);
    }

    [Fact]
    public async Task Fixing_all_makes_a_type_around_two_layers_partial_once()
    {
        var (source, wanted) = (TwoIn("", ""), TwoIn("partial ", "partial "));

        Assert.Equal(wanted, (await Repair.Of(new MakePartialFix(), source).ApplyToAll())[0]);
        await AssertIsRight(wanted);
    }

    [Fact]
    public async Task A_file_local_layer_is_offered_nothing() =>
        Assert.Empty(await Repair.Of(new MakePartialFix(), Layer("file class Layer")).Offers());

    private static async Task AssertIsRight(string source)
    {
        var compiled = Compiled.Of(source);
        Assert.Empty(await compiled.Analyze());
        Assert.DoesNotContain(compiled.Complaints, d => d.Id != "CS1591");
    }

    private static string Layer(string header, string name = "Layer") =>
        $$"""
        [Module]
        {{header}} : Module<Tensor, Tensor>
        {
            public {{name}}() : base("Layer") { }
            public override Tensor forward(Tensor x) => x;
        }

        """;

    private static string Nested(string outer, string inner) =>
        $$"""
        // Above the outermost type.
        {{outer}}static class Outer
        {
            {{inner}}struct Middle
            {
                {{Layer($"public {inner}class Layer")}}
            }
        }

        """.Replace("public partial static", "public static partial", StringComparison.Ordinal);

    private static string TwoIn(string outer, string inner) =>
        $$"""
        {{outer}}class Outer
        {
            {{Layer($"{inner}class First", "First")}}
            {{Layer($"{inner}class Second", "Second")}}
        }

        """;
}
