using Xunit;

namespace Cs336.Generators.Tests.Compiling;

/// <summary>
/// The generated text, read and approved by a person, in <c>Snapshots/</c>. After a wanted change, run the tests once with
/// <c>CS336_ACCEPT_SNAPSHOTS=1</c> and review the difference.
/// </summary>
public sealed class SnapshotTests
{
    private const string Forward = "public override Tensor forward(Tensor x) => x;";

    [Fact]
    public void Parameter_with_initialiser() => AssertMatches(
        nameof(Parameter_with_initialiser),
        $$"""
        namespace Layers;

        [Module]
        public sealed partial class Linear : Module<Tensor, Tensor>
        {
            [Parameter("d_out", "d_in", Init = nameof(Initialise))]
            public partial Parameter Weight { get; private init; }

            public Linear(long dIn, long dOut, Placement at = default) : base(nameof(Linear)) =>
                Weight = CreateWeight(d_out: dOut, d_in: dIn, at);

            {{Forward}}

            private static void Initialise(Tensor weight) => weight.zero_();
        }
        """);

    [Fact]
    public void Buffers_of_every_kind() => AssertMatches(
        nameof(Buffers_of_every_kind),
        $$"""
        namespace Layers;

        [Module]
        public sealed partial class Tables : Module<Tensor, Tensor>
        {
            [Buffer("max_seq", "d_half", Persistent = false, FollowsDType = false)]
            public partial Tensor Cosine { get; private init; }

            [Buffer("3")]
            internal partial Tensor? RunningMean { get; init; }

            public Tables() : base(nameof(Tables)) => Cosine = zeros(2, 2);

            {{Forward}}
        }
        """);

    [Fact]
    public void Children_lists_and_dialects() => AssertMatches(
        nameof(Children_lists_and_dialects),
        $$"""
        namespace Layers;

        [Module]
        public sealed partial class Stack : Module<Tensor, Tensor>
        {
            [Submodule, StateName("w1"), StateName("mlp.gate_proj", Dialect = Dialect.HuggingFaceLlama)]
            public partial Sequential Gate { get; private init; }

            [Submodule]
            public partial Module<Tensor, Tensor>? LnFinal { get; private init; }

            [Submodule]
            public partial IReadOnlyList<Sequential> Layers { get; private init; }

            [Submodule]
            public partial IReadOnlyList<Sequential>? KVCaches { get; private init; }

            public Stack() : base(nameof(Stack))
            {
                Gate = Sequential();
                Layers = [Sequential()];
            }

            {{Forward}}
        }
        """);

    [Fact]
    public void Layer_that_derives_from_a_layer() => AssertMatches(
        nameof(Layer_that_derives_from_a_layer),
        $$"""
        namespace Layers;

        [Module]
        public abstract partial class Base<T> : Module<Tensor, Tensor>
        {
            protected Base() : base("Base") { }
            {{Forward}}
        }

        [Module]
        public partial class Derived : Base<int>
        {
            [Parameter]
            public partial Parameter Gain { get; protected init; }

            public Derived() => Gain = new Parameter(ones(1));
        }
        """,
        "Layers.Derived.g.cs");

    [Fact]
    public void Generic_layer_inside_other_types() => AssertMatches(
        nameof(Generic_layer_inside_other_types),
        $$"""
        namespace Layers;

        public partial interface IOuter<TOuter>
        {
            partial record struct Middle
            {
                [Module]
                internal sealed partial class Residual<T> : Module<Tensor, Tensor>
                    where T : Module<Tensor, Tensor>
                {
                    [Submodule]
                    public partial T Inner { get; private init; }

                    public Residual(T inner) : base("Residual") => Inner = inner;

                    {{Forward}}
                }
            }
        }
        """);

    [Fact]
    public void Names_that_collide_with_keywords_and_members() => AssertMatches(
        nameof(Names_that_collide_with_keywords_and_members),
        $$"""
        [Module]
        internal sealed partial class @class : Module<Tensor, Tensor>
        {
            private readonly int _event = 1;

            [Parameter("3", Init = nameof(@default))]
            public required partial Parameter @event { get; init; }

            public @class() : base("class") { }

            public int Read() => _event + Createevent();

            {{Forward}}

            private static int Createevent() => 1;

            private static void @default(Tensor tensor) => tensor.zero_();
        }
        """);

    private static void AssertMatches(string name, string source, string? file = null)
    {
        var compiled = Compiled.Of(source);
        Assert.Empty(compiled.Complaints);
        var text = file is null
            ? compiled.Text
            : compiled.Generated.Results.Single().GeneratedSources.Single(s => s.HintName == file).SourceText.ToString();

        var path = Path.Combine(Folder(), $"{name}.txt");
        if (Environment.GetEnvironmentVariable("CS336_ACCEPT_SNAPSHOTS") == "1")
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cs336.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tests", "Cs336.Generators.Tests", "Snapshots");
    }
}
