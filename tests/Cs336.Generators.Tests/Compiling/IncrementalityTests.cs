using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace Cs336.Generators.Tests.Compiling;

/// <summary>What the generator has done once it does not do again, and it keeps no compilation alive.</summary>
public sealed class IncrementalityTests
{
    private const string TwoLayers =
        """
        namespace Declared;

        [Module]
        public sealed partial class First : Module<Tensor, Tensor>
        {
            [Parameter("d")] public partial Parameter? Weight { get; private init; }
            public First() : base("First") { }
            public override Tensor forward(Tensor x) => x;
        }

        [Module]
        public sealed partial class Second : Module<Tensor, Tensor>
        {
            [Submodule] public partial First? Inner { get; private init; }
            public Second() : base("Second") { }
            public override Tensor forward(Tensor x) => x;
        }
        """;

    private static readonly IncrementalStepRunReason[] s_bothCached = [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached];

    [Fact]
    public void An_unrelated_file_leaves_every_layer_cached()
    {
        var steps = AfterEdit(compilation => compilation.AddSyntaxTrees(Compiled.Parse("class Unrelated { }")));

        Assert.Equal(s_bothCached, steps.Specifications);
        Assert.Equal(s_bothCached, steps.Outputs);
    }

    [Fact]
    public void Another_forward_leaves_every_layer_cached()
    {
        var steps = AfterEdit(compilation => Rewrite(compilation, "=> x;", "=> x + 1;"));

        Assert.Equal(s_bothCached, steps.Specifications);
        Assert.Equal(s_bothCached, steps.Outputs);
    }

    [Fact]
    public void Text_above_the_layers_moves_them_and_leaves_them_cached()
    {
        var steps = AfterEdit(compilation => Rewrite(compilation, "namespace Declared;", "// Above.\nnamespace Declared;\nclass Above { }\n"));

        Assert.Equal(s_bothCached, steps.Specifications);
        Assert.Equal(s_bothCached, steps.Outputs);
    }

    [Fact]
    public void Declaring_one_layer_more_writes_only_that_one()
    {
        var steps = AfterEdit(compilation => compilation.AddSyntaxTrees(
            compilation.SyntaxTrees.Single().WithChangedText(
                SourceText.From(compilation.SyntaxTrees.Single().ToString().Replace("First", "Third").Replace("Second", "Fourth")))));

        Assert.Equal(
            [.. s_bothCached, IncrementalStepRunReason.New, IncrementalStepRunReason.New],
            steps.Specifications.OrderBy(reason => reason == IncrementalStepRunReason.New));
    }

    [Fact]
    public void Renaming_a_layer_writes_it_and_what_names_it_again()
    {
        var steps = AfterEdit(compilation => Rewrite(compilation, "Second", "Deuxieme"));

        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], steps.Specifications);
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], steps.Outputs);
    }

    [Fact]
    public void Renaming_a_member_writes_only_its_own_layer_again()
    {
        var steps = AfterEdit(compilation => Rewrite(compilation, "Weight", "Gain"));

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], steps.Specifications);
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], steps.Outputs);
    }

    [Fact]
    public void Nothing_of_the_compiler_flows_through_the_pipeline()
    {
        var results = Run(NewDriver(), Compiled.Compilation(TwoLayers)).GetRunResult().Results.Single();
        var steps = results.TrackedSteps[ModuleGenerator.Specifications];
        var values = steps.SelectMany(step => step.Outputs).Select(output => output.Value).ToList();

        Assert.Equal(2, values.Count);
        var reached = Reachable(values);
        Assert.DoesNotContain(reached, value =>
            value is ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Compilation or SemanticModel or Location or AttributeData);
        Assert.Contains("weight", reached);
    }

    private static (IEnumerable<IncrementalStepRunReason> Specifications, IEnumerable<IncrementalStepRunReason> Outputs) AfterEdit(
        Func<Compilation, Compilation> edit)
    {
        var compilation = Compiled.Compilation(TwoLayers);
        var result = Run(Run(NewDriver(), compilation), edit(compilation)).GetRunResult().Results.Single();
        return (Reasons(result.TrackedSteps[ModuleGenerator.Specifications]), Reasons(result.TrackedOutputSteps.Values.SelectMany(s => s)));
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(IEnumerable<IncrementalGeneratorRunStep> steps) =>
        steps.SelectMany(step => step.Outputs).Select(output => output.Reason);

    private static GeneratorDriver NewDriver() =>
        CSharpGeneratorDriver.Create(
            [new ModuleGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static GeneratorDriver Run(GeneratorDriver driver, Compilation compilation) => driver.RunGenerators(compilation);

    private static Compilation Rewrite(Compilation compilation, string from, string to)
    {
        var tree = compilation.SyntaxTrees.Single();
        return compilation.ReplaceSyntaxTree(tree, Compiled.Parse(tree.ToString().Replace(from, to)));
    }

    private static HashSet<object> Reachable(IEnumerable<object> roots)
    {
        var reached = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Queue<object>(roots);
        while (open.TryDequeue(out var value))
        {
            if (value is not string && value.GetType().IsPrimitive || !reached.Add(value))
                continue;
            if (value is IEnumerable items and not string)
                foreach (var item in items.Cast<object?>().OfType<object>())
                    open.Enqueue(item);
            if (value is string)
                continue;
            foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                if (field.GetValue(value) is { } content)
                    open.Enqueue(content);
        }
        return [.. reached];
    }
}
