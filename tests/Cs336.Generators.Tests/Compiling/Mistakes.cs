using Xunit;

namespace Cs336.Generators.Tests.Compiling;

/// <summary>
/// Each mistake that has a diagnostic: its id, a declaration that makes it (between <c>[|</c> and <c>|]</c> what is underlined), the
/// right declaration that comes closest, and the message.
/// </summary>
internal static class Mistakes
{
    private const string Forward = "public override Tensor forward(Tensor x) => x;";

    private const string WeightForm =
        "'Weight' must be a partial property such as 'public partial Parameter Weight { get; private init; }': ";

    private const string MaskForm =
        "'Mask' must be a partial property such as 'public partial Tensor Mask { get; private init; }': ";

    public static TheoryData<string, string, string, string> InClasses => new()
    {
        {
            "LMG001",
            $$"""[Module] class [|L|] : Module<Tensor, Tensor> { public L() : base("L") { } {{Forward}} }""",
            $$"""[Module] partial class L : Module<Tensor, Tensor> { public L() : base("L") { } {{Forward}} }""",
            "'L' must be declared partial to receive its generated half: 'L' is not partial"
        },
        {
            "LMG001",
            $$"""class Outer { [Module] partial class [|L|] : Module<Tensor, Tensor> { public L() : base("L") { } {{Forward}} } }""",
            $$"""partial class Outer { [Module] partial class L : Module<Tensor, Tensor> { public L() : base("L") { } {{Forward}} } }""",
            "'L' must be declared partial to receive its generated half: 'Outer' is not partial"
        },
        {
            "LMG001",
            $$"""
            [Module]
            sealed class [|L|] : Module<Tensor, Tensor>
            {
                [Parameter("d")] public partial Parameter? Weight { get; private init; }
                public L() : base("L") { } {{Forward}}
            }
            """,
            $$"""
            [Module]
            sealed partial class L : Module<Tensor, Tensor>
            {
                [Parameter("d")] public partial Parameter? Weight { get; private init; }
                public L() : base("L") { } {{Forward}}
            }
            """,
            "'L' must be declared partial to receive its generated half: 'L' is not partial"
        },
        {
            "LMG001",
            $$"""[Module] file partial class [|L|] : Module<Tensor, Tensor> { public L() : base("L") { } {{Forward}} }""",
            $$"""[Module] internal partial class L : Module<Tensor, Tensor> { public L() : base("L") { } {{Forward}} }""",
            "'L' must be declared partial to receive its generated half: 'L' is file-local"
        },
        {
            "LMG002",
            "[Module] partial class [|L|] { }",
            """[Module] partial class L : Module { public L() : base("L") { } }""",
            "'L' is marked [Module] but does not derive from torch.nn.Module"
        },
        {
            "LMG002",
            "[Module] partial class [|L|] : Sequential { public L() : base(Array.Empty<(string, Module<Tensor, Tensor>)>()) { } }",
            """
            [Module]
            partial class L : Module
            {
                [Submodule] public partial Sequential Body { get; private init; }
                public L() : base("L") => Body = Sequential();
            }
            """,
            "'L' is marked [Module] but derives from 'Sequential', which keeps its state itself"
        },
        {
            "LMG004",
            $$"""[Module] partial class [|L|](int n) : Module<Tensor, Tensor>("L") { public int N => n; {{Forward}} }""",
            $$"""[Module] partial class L : Module<Tensor, Tensor> { public L(int n) : base("L") => N = n; public int N; {{Forward}} }""",
            "'L' has a primary constructor, which cannot assign declared members; declare an ordinary one"
        },
        {
            "LMG002",
            """[Module] partial class [|L|] { [Parameter("d")] public partial Parameter Weight { get; private init; } }""",
            """
            [Module]
            partial class L : Module
            {
                [Parameter("d")] public partial Parameter Weight { get; private init; }
                public L(Parameter weight) : base("L") => Weight = weight;
            }
            """,
            "'L' is marked [Module] but does not derive from torch.nn.Module"
        },
        {
            "LMG004",
            $$"""
            [Module]
            partial class [|L|](Linear inner) : Module<Tensor, Tensor>("L")
            {
                [Submodule] public partial Linear Inner { get; private init; }
                public Linear Other => inner;
                {{Forward}}
            }
            """,
            $$"""
            [Module]
            partial class L : Module<Tensor, Tensor>
            {
                [Submodule] public partial Linear Inner { get; private init; }
                public L(Linear inner) : base("L") => Inner = inner;
                {{Forward}}
            }
            """,
            "'L' has a primary constructor, which cannot assign declared members; declare an ordinary one"
        },
        {
            "LMG005",
            """partial class L : Module { public L() : base("L") { } [Submodule] public partial Linear? [|A|] { get; init; } }""",
            """[Module] partial class L : Module { public L() : base("L") { } [Submodule] public partial Linear? A { get; init; } }""",
            "'A' is declared as state, but 'L' is not marked [Module]"
        },
        {
            "LMG005",
            """partial class L : Module { public L() : base("L") { } [Submodule] public Linear? [|A|] { get; init; } }""",
            """[Module] partial class L : Module { public L() : base("L") { } [Submodule] public partial Linear? A { get; init; } }""",
            "'A' is declared as state, but 'L' is not marked [Module]"
        },
    };

    public static TheoryData<string, string, string, string> InMembers => new()
    {
        {
            "LMG006",
            """[Parameter("d")] public Parameter [|Weight|] { get; private init; }""",
            """[Parameter("d")] public partial Parameter Weight { get; private init; }""",
            WeightForm + "it is not partial"
        },
        {
            "LMG006",
            """[Parameter("d")] public partial Parameter [|Weight|] { get; private set; }""",
            """[Parameter("d")] public partial Parameter Weight { get; init; }""",
            WeightForm + "it has 'set' instead of 'init'"
        },
        {
            "LMG006",
            """[Parameter("d")] public partial Parameter [|Weight|] { get; }""",
            """[Parameter("d")] internal partial Parameter Weight { get; private init; }""",
            WeightForm + "it has no 'init' accessor"
        },
        {
            "LMG006",
            """[Buffer("d")] public partial Tensor [|Mask|] { init; }""",
            """[Buffer("d")] protected partial Tensor Mask { get; init; }""",
            MaskForm + "it has no 'get' accessor"
        },
        {
            "LMG006",
            """[Buffer("d")] public virtual partial Tensor [|Mask|] { get; init; }""",
            """[Buffer("d")] public required partial Tensor Mask { get; init; }""",
            MaskForm + "it is virtual, abstract or an override"
        },
        {
            "LMG006",
            """[Buffer("d")] public static partial Tensor [|Mask|] { get; set; }""",
            """[Buffer("d")] public partial Tensor Mask { get; init; }""",
            MaskForm + "it is static"
        },
        {
            "LMG006",
            """[Buffer("d")] public partial Tensor [|this|][int index] { get; init; }""",
            """[Buffer("d")] private partial Tensor Mask { get; init; }""",
            "'this[]' must be a partial property such as 'public partial Tensor this[] { get; private init; }': it is an indexer"
        },
        {
            "LMG007",
            """[Parameter("d")] public partial Tensor [|Weight|] { get; private init; }""",
            """[Parameter("d")] public partial Parameter? Weight { get; private init; }""",
            "'Weight' is of type 'Tensor', but a [Parameter] is a TorchSharp.Modules.Parameter"
        },
        {
            "LMG007",
            """[Buffer("d")] public partial Parameter [|Mask|] { get; private init; }""",
            """[Buffer("d")] public partial Tensor Mask { get; private init; }""",
            "'Mask' is of type 'Parameter', but a [Buffer] is a torch.Tensor"
        },
        {
            "LMG007",
            """[Submodule] public partial Tensor [|Inner|] { get; private init; }""",
            """[Submodule] public partial Module<Tensor, Tensor> Inner { get; private init; }""",
            "'Inner' is of type 'Tensor', but a [Submodule] is a module, or an IReadOnlyList<T> or IReadOnlyDictionary<string, T> of modules"
        },
        {
            "LMG007",
            """[Submodule] public partial IReadOnlyList<Child?> [|Inner|] { get; private init; }""",
            """[Submodule] public partial IReadOnlyList<Child>? Inner { get; private init; }""",
            "'Inner' is of type 'IReadOnlyList<Child?>', but a [Submodule] is a module, or an IReadOnlyList<T> or IReadOnlyDictionary<string, T> of modules"
        },
        {
            "LMG007",
            """[Submodule] public partial List<Child> [|Inner|] { get; private init; }""",
            """[Submodule] public partial ModuleList<Child> Inner { get; private init; }""",
            "'Inner' is of type 'List<Child>', but a [Submodule] is a module, or an IReadOnlyList<T> or IReadOnlyDictionary<string, T> of modules"
        },
        {
            "LMG008",
            """[Parameter("d"), [|Buffer("d")|]] public partial Parameter Weight { get; private init; }""",
            """[Parameter("d"), StateName("w")] public partial Parameter Weight { get; private init; }""",
            "'Weight' is declared both as [Parameter] and as [Buffer]"
        },
        {
            "LMG009",
            """[[|StateName("w")|]] public partial Parameter? Weight { get; private init; }""",
            """[Parameter, StateName("w")] public partial Parameter? Weight { get; private init; }""",
            "'Weight' has a [StateName] but is neither [Parameter], [Buffer] nor [Submodule]"
        },
        {
            "LMG010",
            """[Submodule, [|StateName("a.b")|]] public partial Child? Inner { get; private init; }""",
            """[Submodule, StateName("a.b", Dialect = Dialect.HuggingFaceLlama)] public partial Child? Inner { get; private init; }""",
            "'a.b' cannot name 'Inner': native names hold no dot"
        },
        {
            "LMG010",
            """[Submodule, [|StateName("a b")|]] public partial Child? Inner { get; private init; }""",
            """[Submodule, StateName("a_b0")] public partial Child? Inner { get; private init; }""",
            "'a b' cannot name 'Inner': it does not consist of letters, digits and underscores"
        },
        {
            "LMG010",
            """[Submodule, [|StateName("a..b", Dialect = Dialect.HuggingFaceLlama)|]] public partial Child? Inner { get; init; }""",
            """[Submodule, StateName("a.b.c", Dialect = Dialect.HuggingFaceLlama)] public partial Child? Inner { get; private init; }""",
            "'a..b' cannot name 'Inner': it does not consist of letters, digits and underscores"
        },
        {
            "LMG010",
            """[Submodule, StateName("a"), [|StateName("b")|]] public partial Child? Inner { get; private init; }""",
            """[Submodule, StateName("a"), StateName("b", Dialect = (Dialect)1)] public partial Child? Inner { get; init; }""",
            "'b' cannot name 'Inner': 'a' does already in the dialect Native"
        },
        {
            "LMG010",
            """[Submodule, [|StateName("a", Dialect = (Dialect)7)|]] public partial Child? Inner { get; private init; }""",
            """[Submodule, StateName("a", Dialect = (Dialect)1)] public partial Child? Inner { get; private init; }""",
            "'a' cannot name 'Inner': there is no such dialect"
        },
        {
            "LMG010",
            """[Submodule] public partial Child? [|Größe|] { get; private init; }""",
            """[Submodule, StateName("size")] public partial Child? Größe { get; private init; }""",
            "'größe' cannot name 'Größe': the name derived from the property is not in ASCII; give one with [StateName]"
        },
        {
            "LMG011",
            """
            [Submodule] public partial Child? First { get; private init; }
            [Submodule, StateName("first")] public partial Child? [|Second|] { get; private init; }
            """,
            """
            [Submodule, StateName("zeroth")] public partial Child? First { get; private init; }
            [Submodule, StateName("first")] public partial Child? Second { get; private init; }
            """,
            "'Second' and 'First' are both named 'first' in the dialect Native"
        },
        {
            "LMG011",
            """
            [Submodule, StateName("second", Dialect = Dialect.HuggingFaceLlama)] public partial Child? First { get; private init; }
            [Submodule] public partial Child? [|Second|] { get; private init; }
            """,
            """
            [Submodule, StateName("second", Dialect = Dialect.HuggingFaceLlama)] public partial Child? First { get; private init; }
            [Submodule, StateName("first", Dialect = Dialect.HuggingFaceLlama)] public partial Child? Second { get; private init; }
            """,
            "'Second' and 'First' are both named 'second' in the dialect HuggingFaceLlama"
        },
        {
            "LMG012",
            """[[|Parameter("d-model")|]] public partial Parameter? Weight { get; private init; }""",
            """[Parameter("d_model", "3")] public partial Parameter? Weight { get; private init; }""",
            "'d-model' cannot be a dimension of 'Weight': it is neither an identifier nor a size"
        },
        {
            "LMG012",
            """[[|Buffer("class")|]] public partial Tensor? Mask { get; private init; }""",
            """[Buffer("classes")] public partial Tensor? Mask { get; private init; }""",
            "'class' cannot be a dimension of 'Mask': it is neither an identifier nor a size"
        },
        {
            "LMG012",
            """[[|Parameter("-1")|]] public partial Parameter? Weight { get; private init; }""",
            """[Parameter("0")] public partial Parameter? Weight { get; private init; }""",
            "'-1' cannot be a dimension of 'Weight': it is neither an identifier nor a size"
        },
        {
            "LMG012",
            """[[|Parameter("99999999999999999999")|]] public partial Parameter? Weight { get; private init; }""",
            """[Parameter("9999999999999999")] public partial Parameter? Weight { get; private init; }""",
            "'99999999999999999999' cannot be a dimension of 'Weight': it is larger than any tensor"
        },
        {
            "LMG012",
            """[[|Parameter("at")|]] public partial Parameter? Weight { get; private init; }""",
            """[Parameter("head_at")] public partial Parameter? Weight { get; private init; }""",
            "'at' cannot be a dimension of 'Weight': the helpers that create parameters call their placement so"
        },
        {
            "LMG013",
            """[[|Parameter("d", Init = "Missing")|]] public partial Parameter? Weight { get; private init; }""",
            """
            [Parameter("d", Init = "Present")] public partial Parameter? Weight { get; private init; }
            private static void Present(Tensor tensor) { }
            """,
            "'Missing' cannot initialise 'Weight': 'Layer' has no such method; declare 'private static void Missing(Tensor tensor)'"
        },
        {
            "LMG013",
            """
            [[|Parameter("d", Init = nameof(Fill))|]] public partial Parameter? Weight { get; private init; }
            private void Fill(Tensor tensor) { }
            """,
            """
            [Parameter("d", Init = nameof(Fill))] public partial Parameter? Weight { get; private init; }
            private static void Fill(Tensor tensor, int n) { }
            private static void Fill(Tensor tensor) { }
            """,
            "'Fill' cannot initialise 'Weight': it has another signature; declare 'private static void Fill(Tensor tensor)'"
        },
        {
            "LMG013",
            """
            [[|Parameter("d", Init = nameof(Fill))|]] public partial Parameter? Weight { get; private init; }
            private static Tensor Fill(Tensor tensor) => tensor;
            """,
            """
            [Parameter("d", Init = nameof(Fill))] public partial Parameter? Weight { get; private init; }
            public static void Fill(Tensor tensor) => tensor.fill_(0);
            """,
            "'Fill' cannot initialise 'Weight': it has another signature; declare 'private static void Fill(Tensor tensor)'"
        },
    };
}
