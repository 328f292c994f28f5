using Cs336.Generators.CodeFixes;
using Cs336.Generators.Tests.Compiling;
using Xunit;

namespace Cs336.Generators.Tests.CodeFixes;

/// <summary>What holds state becomes a declared member that compiles and that the analyzer no longer complains of.</summary>
public sealed class DeclareMemberTests
{
    private const string Mark = "Mark as [NotState]";

    /// <summary>Members of a layer, what is done, and the members afterwards.</summary>
    public static TheoryData<string, string, string> Repairs => new()
    {
        {
            """
            // The learned map.
                private readonly Parameter _weight; // kept
                public Layer() : base("Layer") { _weight = new Parameter(zeros(2)); }
            """,
            "Declare as [Parameter]",
            """
            // The learned map.
                [Parameter]
                private partial Parameter Weight { get; init; } // kept
                public Layer() : base("Layer") { Weight = new Parameter(zeros(2)); }
            """
        },
        {
            """
            protected readonly Tensor table = zeros(2);
                public Layer() : base("Layer")
                {
                    Console.WriteLine();
                }
                public Layer(int repeat) : this() { }
            """,
            "Declare as [Buffer]",
            """
            [Buffer]
                protected partial Tensor Table { get; private init; }
                public Layer() : base("Layer")
                {
                    Table = zeros(2);
                    Console.WriteLine();
                }
                public Layer(int repeat) : this() { }
            """
        },
        {
            """
            [System.ComponentModel.Description("kept")]
                public IReadOnlyList<Child> Children { get; } = [new(), new()];
                public Layer() : base("Layer") => Console.WriteLine();
            """,
            "Declare as [Submodule]",
            """
            [Submodule]
                [System.ComponentModel.Description("kept")]
                public partial IReadOnlyList<Child> Children { get; private init; }
                public Layer() : base("Layer")
                {
                    Children = [new(), new()];
                    Console.WriteLine();
                }
            """
        },
        {
            """
            internal Tensor? cosine;
                public Tensor? Cosine => cosine;
                public Layer(Tensor cosine) : base("Layer") => this.cosine = cosine;
            """,
            "Declare as [Buffer]",
            """
            [Buffer]
                internal partial Tensor? cosine { get; private init; }
                public Tensor? Cosine => cosine;
                public Layer(Tensor cosine) : base("Layer") => this.cosine = cosine;
            """
        },
        {
            """
            [Parameter("d")] public Parameter? Weight { get; set; }
                public Layer() : base("Layer") { }
            """,
            "Make a partial property",
            """
            [Parameter("d")] public partial Parameter? Weight { get; private init; }
                public Layer() : base("Layer") { }
            """
        },
        {
            """
            private readonly Tensor[] cache = [];
                public Layer() : base("Layer") { }
            """,
            Mark,
            """
            [NotState]
                private readonly Tensor[] cache = [];
                public Layer() : base("Layer") { }
            """
        },
    };

    [Theory]
    [MemberData(nameof(Repairs))]
    public async Task A_member_is_repaired(string members, string title, string repaired)
    {
        var text = (await Repair.Of(new DeclareMemberFix(), Compiled.Layer(members)).Apply(title))[0];

        Assert.Equal(Compiled.Layer(repaired), text);
        var compiled = Compiled.Of(text);
        Assert.Empty(await compiled.Analyze());
        Assert.DoesNotContain(compiled.Complaints, d => d.Id != "CS1591");
    }

    [Fact]
    public async Task Uses_of_a_field_follow_its_new_name_in_other_files_too()
    {
        var texts = await Repair.Of(
            new DeclareMemberFix(),
            Compiled.Layer("""public readonly Child first; public Layer(Child first) : base("Layer") => this.first = first;"""),
            "class Elsewhere { object Of(Declared.Layer layer) => layer.first; }").Apply("Declare as [Submodule]");

        Assert.Contains("public Layer(Child first) : base(\"Layer\") => this.First = first;", texts[0]);
        Assert.Equal("class Elsewhere { object Of(Declared.Layer layer) => layer.First; }", texts[1]);
    }

    [Theory]
    [InlineData("an array has no declared form", """readonly Child[] items = []; public Layer() : base("Layer") { }""")]
    [InlineData("two fields in one declaration", """readonly Tensor? a, b; public Layer() : base("Layer") { }""")]
    [InlineData(
        "the value would mean the parameter", """
        const int size = 2; readonly Tensor table = zeros(size); public Layer(int size) : base($"{size}") { }
        """)]
    public async Task What_cannot_be_declared_as_it_is_can_only_be_marked(string why, string members)
    {
        var offers = await Repair.Of(new DeclareMemberFix(), Compiled.Layer(members)).Offers();

        Assert.NotEmpty(why);
        Assert.NotEmpty(offers);
        Assert.All(offers, offer => Assert.StartsWith(Mark, offer));
    }

    [Theory]
    [InlineData("""[Parameter] public virtual Parameter? Weight { get; init; }""")]
    [InlineData("""[Parameter] public static Parameter? Weight { get; set; }""")]
    [InlineData("""[Parameter] public Parameter? Weight => null;""")]
    public async Task A_wrong_form_that_means_something_is_offered_nothing(string member) =>
        Assert.Empty(await Repair.Of(
            new DeclareMemberFix(), Compiled.Layer(member + """ public Layer() : base("Layer") { }""")).Offers());
}
