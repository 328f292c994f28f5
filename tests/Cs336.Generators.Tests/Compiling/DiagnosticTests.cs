using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Cs336.Generators.Tests.Compiling;

/// <summary>Each mistake is reported, once, where it is; what comes closest to it and is right is not.</summary>
public sealed class DiagnosticTests
{
    private const string Forward = "public override Tensor forward(Tensor x) => x;";

    public static TheoryData<string, string, string, string> Declarations => new()
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
            """[Module] partial class L : Module { [Submodule] public partial Sequential Body { get; private init; } public L() : base("L") => Body = Sequential(); }""",
            "'L' is marked [Module] but derives from 'Sequential', which keeps its state itself"
        },
        {
            "LMG004",
            $$"""[Module] partial class [|L|](int n) : Module<Tensor, Tensor>("L") { public int N => n; {{Forward}} }""",
            $$"""[Module] partial class L : Module<Tensor, Tensor> { public L(int n) : base("L") => N = n; public int N { get; } {{Forward}} }""",
            "'L' has a primary constructor, which cannot assign declared members; declare an ordinary one"
        },
        {
            "LMG005",
            """partial class L : Module { [Submodule] public Linear? [|A|] { get; private init; } public L() : base("L") { } }""",
            """[Module] partial class L : Module { [Submodule] public partial Linear? A { get; private init; } public L() : base("L") { } }""",
            "'A' is declared as state, but 'L' is not marked [Module]"
        },
    };

    public static TheoryData<string, string, string, string> Members => new()
    {
        {
            "LMG006",
            """[Parameter("d")] public Parameter [|Weight|] { get; private init; }""",
            """[Parameter("d")] public partial Parameter Weight { get; private init; }""",
            "'Weight' must be a partial property such as 'public partial Parameter Weight { get; private init; }': it is not partial"
        },
        {
            "LMG006",
            """[Parameter("d")] public partial Parameter [|Weight|] { get; private set; }""",
            """[Parameter("d")] public partial Parameter Weight { get; init; }""",
            "'Weight' must be a partial property such as 'public partial Parameter Weight { get; private init; }': it has 'set' instead of 'init'"
        },
        {
            "LMG006",
            """[Parameter("d")] public partial Parameter [|Weight|] { get; }""",
            """[Parameter("d")] internal partial Parameter Weight { get; private init; }""",
            "'Weight' must be a partial property such as 'public partial Parameter Weight { get; private init; }': it has no 'init' accessor"
        },
        {
            "LMG006",
            """[Buffer("d")] public partial Tensor [|Mask|] { init; }""",
            """[Buffer("d")] protected partial Tensor Mask { get; init; }""",
            "'Mask' must be a partial property such as 'public partial Tensor Mask { get; private init; }': it has no 'get' accessor"
        },
        {
            "LMG006",
            """[Buffer("d")] public virtual partial Tensor [|Mask|] { get; init; }""",
            """[Buffer("d")] public required partial Tensor Mask { get; init; }""",
            "'Mask' must be a partial property such as 'public partial Tensor Mask { get; private init; }': it is virtual, abstract or an override"
        },
        {
            "LMG006",
            """[Buffer("d")] public static partial Tensor [|Mask|] { get; set; }""",
            """[Buffer("d")] public partial Tensor Mask { get; init; }""",
            "'Mask' must be a partial property such as 'public partial Tensor Mask { get; private init; }': it is static"
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
            "'Inner' is of type 'Tensor', but a [Submodule] is a torch.nn.Module or an IReadOnlyList<T> of them"
        },
        {
            "LMG007",
            """[Submodule] public partial IReadOnlyList<Child?> [|Inner|] { get; private init; }""",
            """[Submodule] public partial IReadOnlyList<Child>? Inner { get; private init; }""",
            "'Inner' is of type 'IReadOnlyList<Child?>', but a [Submodule] is a torch.nn.Module or an IReadOnlyList<T> of them"
        },
        {
            "LMG007",
            """[Submodule] public partial List<Child> [|Inner|] { get; private init; }""",
            """[Submodule] public partial ModuleList<Child> Inner { get; private init; }""",
            "'Inner' is of type 'List<Child>', but a [Submodule] is a torch.nn.Module or an IReadOnlyList<T> of them"
        },
        {
            "LMG008",
            """[Parameter("d"), [|Buffer("d")|]] public partial Parameter Weight { get; private init; }""",
            """[Parameter("d"), StateName("w")] public partial Parameter Weight { get; private init; }""",
            "'Weight' is declared both as [Parameter] and as [Buffer]"
        },
        {
            "LMG009",
            """[[|StateName("w")|]] public Parameter? Weight { get; private init; }""",
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
            """[Submodule, [|StateName("a..b", Dialect = Dialect.HuggingFaceLlama)|]] public partial Child? Inner { get; private init; }""",
            """[Submodule, StateName("a.b.c", Dialect = Dialect.HuggingFaceLlama)] public partial Child? Inner { get; private init; }""",
            "'a..b' cannot name 'Inner': it does not consist of letters, digits and underscores"
        },
        {
            "LMG010",
            """[Submodule, StateName("a"), [|StateName("b")|]] public partial Child? Inner { get; private init; }""",
            """[Submodule, StateName("a"), StateName("b", Dialect = Dialect.HuggingFaceLlama)] public partial Child? Inner { get; private init; }""",
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
            "'at' cannot be a dimension of 'Weight': the helper that creates the parameter has a parameter of that name"
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

    [Theory]
    [MemberData(nameof(Declarations))]
    public Task A_wrong_class_is_reported_and_its_right_twin_is_not(string id, string wrong, string right, string message) =>
        AssertReports(id, wrong, right, message);

    [Theory]
    [MemberData(nameof(Members))]
    public Task A_wrong_member_is_reported_and_its_right_twin_is_not(string id, string wrong, string right, string message) =>
        AssertReports(id, InLayer(wrong), InLayer(right), message);

    [Fact]
    public async Task A_language_without_partial_properties_is_reported()
    {
        var source = Compiled.Layer("""public Layer() : base("Layer") { }""");

        var reported = await Compiled.Of(source, LanguageVersion.CSharp12).Analyze();

        Assert.Equal(["LMG003", "LMG003"], reported.Select(d => d.Id));
        Assert.Contains("'Layer' needs C# 13 or newer for partial properties, but the project is compiled as C# 12.0",
            reported.Select(d => d.GetMessage()));
        Assert.Empty(await Compiled.Of(source, LanguageVersion.CSharp13).Analyze());
    }

    [Fact]
    public async Task A_name_that_a_base_layer_has_taken_is_reported_in_the_derived_one()
    {
        var reported = await Compiled.Of(
            Compiled.Layer("""[Parameter] public partial Parameter? Weight { get; private init; } public Layer() : base("Layer") { }""")
            + """
            [Module]
            public sealed partial class Derived : Layer
            {
                [Parameter, StateName("weight")] public partial Parameter? Gain { get; private init; }
            }
            """).Analyze();

        var only = Assert.Single(reported);
        Assert.Equal("'Gain' and 'Weight' are both named 'weight' in the dialect Native", only.GetMessage());
    }

    [Fact]
    public async Task Every_mistake_of_a_declaration_is_reported_at_once()
    {
        var reported = await Compiled.OfMembers(
            """[Parameter("d d", Init = "Missing"), StateName("a.b")] public Tensor? Weight { get; set; } public Layer() : base("Layer") { }""").Analyze();

        Assert.Equal(["LMG006", "LMG007", "LMG010", "LMG012", "LMG013"], reported.Select(d => d.Id).Order());
    }

    [Fact]
    public async Task A_type_that_does_not_exist_is_left_to_the_compiler()
    {
        var compiled = Compiled.OfMembers(
            """[Submodule] public partial Nowhere Inner { get; private init; } public Layer() : base("Layer") { }""");

        Assert.Empty(await compiled.Analyze());
        Assert.Contains(compiled.Complaints, d => d.Id == "CS0246");
    }

    [Fact]
    public void Forgetting_to_assign_a_member_is_the_compilers_own_warning()
    {
        var complaint = Assert.Single(Compiled.OfMembers(
            """[Parameter("d")] public partial Parameter Weight { get; private init; } public Layer() : base("Layer") { }""").Complaints);

        Assert.Equal("CS8618", complaint.Id);
        Assert.Contains("Weight", complaint.GetMessage(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Assigning_a_member_after_construction_is_the_compilers_own_error()
    {
        var complaint = Assert.Single(Compiled.OfMembers(
            """
            [Parameter("d")] public partial Parameter? Weight { get; private init; }
            public Layer() : base("Layer") { }
            public void Forget() => Weight = null;
            """).Complaints);

        Assert.Equal("CS8852", complaint.Id);
    }

    [Fact]
    public void Every_diagnostic_says_what_to_do()
    {
        Assert.All(new ModuleAnalyzer().SupportedDiagnostics, descriptor =>
        {
            Assert.Matches("^LMG[0-9]{3}$", descriptor.Id);
            Assert.NotEmpty(descriptor.Description.ToString());
            Assert.Equal(DiagnosticSeverity.Error, descriptor.DefaultSeverity);
        });
    }

    private static string InLayer(string members) => Compiled.Layer(members + """ public Layer() : base("Layer") { }""");

    private static async Task AssertReports(string id, string wrong, string right, string message)
    {
        var start = wrong.IndexOf("[|", StringComparison.Ordinal);
        var marked = wrong[(start + 2)..wrong.IndexOf("|]", start, StringComparison.Ordinal)];

        var reported = Assert.Single(await Compiled.Of(wrong.Replace("[|", "").Replace("|]", "")).Analyze());

        Assert.Equal((id, message), (reported.Id, reported.GetMessage()));
        Assert.Equal(marked, (await reported.Location.SourceTree!.GetTextAsync()).ToString(reported.Location.SourceSpan));
        var twin = Compiled.Of(right);
        Assert.Empty(await twin.Analyze());
        Assert.DoesNotContain(twin.Complaints, d => d.Severity == DiagnosticSeverity.Error);
    }
}
