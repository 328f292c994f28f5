namespace Cs336.Generators.Tests.Compiling;

/// <summary>Right declarations that between them use every feature of the generator.</summary>
internal static class SnapshotSources
{
    private const string Forward = "public override Tensor forward(Tensor x) => x;";

    /// <summary>By the name of the snapshot: the declaration, and the generated file to look at where there are several.</summary>
    public static IReadOnlyDictionary<string, (string Source, string? File)> All { get; } = new Dictionary<string, (string, string?)>
    {
        ["Parameter_with_initialiser"] = (
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
            """,
            null),
        ["Buffers_of_every_kind"] = (
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
            """,
            null),
        ["Children_lists_and_dialects"] = (
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
            """,
            null),
        ["Lists_that_grow_and_dictionaries"] = (
            $$"""
            namespace Layers;

            [Module]
            public sealed partial class Ensemble : Module<Tensor, Tensor>
            {
                [Submodule]
                public partial ModuleList<Sequential> Members { get; private init; }

                [Submodule]
                public partial IReadOnlyDictionary<string, Sequential>? Heads { get; private init; }

                public Ensemble() : base(nameof(Ensemble)) => Members = new ModuleList<Sequential>();

                {{Forward}}
            }
            """,
            null),
        ["Wrong_declarations_beside_right_ones"] = (
            $$"""
            namespace Layers;

            [Module]
            public sealed partial class Half : Module<Tensor, Tensor>
            {
                [Buffer("n")]
                public partial Tensor? Mask { get; private init; }

                [Parameter("n")]
                internal partial Tensor Weight { get; private set; }

                public Half() : base(nameof(Half)) { }

                {{Forward}}
            }
            """,
            null),
        ["Layer_that_derives_from_a_layer"] = (
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
            "Layers.Derived.g.cs"),
        ["Generic_layer_inside_other_types"] = (
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
            """,
            null),
        ["Names_that_collide_with_keywords_and_members"] = (
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
            """,
            null),
    };
}
