using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Cs336.Generators.Tests.Compiling;

/// <summary>Each mistake is reported, once, where it is; what comes closest to it and is right is not.</summary>
public sealed class DiagnosticTests
{
    // The compiler's own errors that need no explanation: the class is not partial, or the property static, or already there.
    private static readonly string[] s_sayTheSame = ["CS0260", "CS0751", "CS8856", "CS0111"];

    [Theory]
    [MemberData(nameof(Mistakes.InClasses), MemberType = typeof(Mistakes))]
    public Task A_wrong_class_is_reported_and_its_right_twin_is_not(string id, string wrong, string right, string message) =>
        AssertReports(id, wrong, right, message);

    [Theory]
    [MemberData(nameof(Mistakes.InMembers), MemberType = typeof(Mistakes))]
    [MemberData(nameof(StateMistakes.InMembers), MemberType = typeof(StateMistakes))]
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
    public async Task What_holds_no_state_of_its_own_is_not_reported() =>
        Assert.Empty(await Compiled.OfMembers(
            """
            [Submodule] public partial Child Inner { get; private init; }
            private static readonly Tensor s_shared = zeros(1);
            private readonly Func<Tensor, Tensor>? activation;
            private readonly List<long>? sizes;
            private readonly Node? cyclic;
            public Tensor Computed => zeros(1);
            public Child Same => Inner;
            public Layer() : base("Layer") => Inner = new Child();
            public sealed class Node : List<Node>;
            """).Analyze());

    [Fact]
    public async Task An_override_of_RegisterComponents_is_reported_where_the_compiler_sees_none_too_many()
    {
        var reported = await Compiled.Of(
            Compiled.Layer("""public Layer() : base("Layer") { }""")
            + """
            [Module] public sealed partial class Derived : Layer { protected override void RegisterComponents() { } }
            """).Analyze();

        Assert.Equal("LMG015", Assert.Single(reported).Id);
    }

    [Fact]
    public async Task Several_roles_outside_a_layer_are_reported_once_and_hide_nothing()
    {
        var compiled = Compiled.Of(
            """
            public partial class Plain
            {
                [Buffer("d"), Parameter("d")] public partial Parameter? Weight { get; private init; }
                [Submodule] public partial Linear? weight { get; set; }
            }
            """);

        Assert.Equal(["LMG005", "LMG005"], (await compiled.Analyze()).Select(d => d.Id));
        Assert.Equal(2, compiled.Generated.GeneratedTrees.Length);
        AssertShown(compiled);
    }

    [Fact]
    public async Task State_in_an_undeclared_class_that_derives_from_a_layer_is_reported()
    {
        var reported = await Compiled.Of(
            Compiled.Layer("""public Layer() : base("Layer") { }""")
            + """
            public sealed class Derived : Layer
            {
                private readonly Tensor mask = zeros(1);
                [NotState] private readonly Tensor scratch = zeros(1);
                public Derived() => register_buffer("mask", mask);
                public Tensor Scratch => scratch;
            }
            """).Analyze();

        Assert.Equal(["LMG014", "LMG015"], reported.Select(d => d.Id).Order());
        Assert.Contains(
            "'mask' holds a tensor, but state_dict does not name it and .to() does not move it; "
            + "mark 'Derived' [Module] and declare it as [Buffer], or mark it [NotState]",
            reported.Select(d => d.GetMessage()));
    }

    [Fact]
    public async Task Registering_by_hand_outside_declared_layers_is_nobodys_business() =>
        Assert.Empty(await Compiled.Of(
            """
            class Plain : Module { public Plain() : base("Plain") { register_buffer("b", zeros(1)); RegisterComponents(); } }
            """).Analyze());

    [Fact]
    public async Task Every_mistake_of_a_declaration_is_reported_at_once()
    {
        var reported = await Compiled.OfMembers(
            """
            [Parameter("d d", Init = "Missing"), StateName("a.b")] public Tensor? Weight { get; set; }
            public Layer() : base("Layer") { }
            """).Analyze();

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
            Assert.Equal(
                descriptor.Id is "LMG014" or "LMG016" ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, descriptor.DefaultSeverity);
        });
    }

    private static string InLayer(string members) => Compiled.Layer(members + """ public Layer() : base("Layer") { }""");

    private static async Task AssertReports(string id, string wrong, string right, string message)
    {
        var start = wrong.IndexOf("[|", StringComparison.Ordinal);
        var marked = wrong[(start + 2)..wrong.IndexOf("|]", start, StringComparison.Ordinal)];

        var mistaken = Compiled.Of(wrong.Replace("[|", "").Replace("|]", ""));
        var reported = Assert.Single(await mistaken.Analyze());

        Assert.Equal((id, message), (reported.Id, reported.GetMessage()));
        Assert.Equal(marked, (await reported.Location.SourceTree!.GetTextAsync()).ToString(reported.Location.SourceSpan));
        AssertShown(mistaken);
        var twin = Compiled.Of(right);
        Assert.Empty(await twin.Analyze());
        Assert.DoesNotContain(twin.Complaints, d => d.Severity == DiagnosticSeverity.Error);
    }

    // On the command line the compiler shows what the analyzer reports only where declarations have no errors of their own.
    private static void AssertShown(Compiled mistaken) =>
        Assert.DoesNotContain(
            mistaken.Output.GetDeclarationDiagnostics(), d => d.Severity == DiagnosticSeverity.Error && !s_sayTheSame.Contains(d.Id));
}
