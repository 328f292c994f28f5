using Xunit;

namespace Cs336.Generators.Tests.Compiling;

/// <summary>Mistakes about what belongs to a layer's state at all, in the form of <see cref="Mistakes"/>.</summary>
internal static class StateMistakes
{
    private const string Unseen = "but state_dict does not name it and .to() does not move it; declare ";

    public static TheoryData<string, string, string, string> InMembers => new()
    {
        {
            "LMG008",
            """[Buffer("d"), [|NotState|]] public partial Tensor? Mask { get; private init; }""",
            """[Buffer("d")] public partial Tensor? Mask { get; private init; }""",
            "'Mask' is declared both as [Buffer] and as [NotState]"
        },
        {
            "LMG014",
            """private readonly Tensor? [|mask|];""",
            """[NotState] private readonly Tensor? mask;""",
            $"'mask' holds a tensor, {Unseen}it as [Buffer], or mark it [NotState]"
        },
        {
            "LMG014",
            """public Parameter? [|Weight|] { get; set; }""",
            """[Parameter("d")] public partial Parameter? Weight { get; init; }""",
            $"'Weight' holds a parameter, {Unseen}it as [Parameter], or mark it [NotState]"
        },
        {
            "LMG014",
            """public Module<Tensor, Tensor>? [|Inner|] { get; }""",
            """[NotState] public Module<Tensor, Tensor>? Inner { get; }""",
            $"'Inner' holds a module, {Unseen}it as [Submodule], or mark it [NotState]"
        },
        {
            "LMG014",
            """private readonly Child[][] [|grid|] = [];""",
            """private readonly int[][] grid = [];""",
            $"'grid' holds a module, {Unseen}it as [Submodule], or mark it [NotState]"
        },
        {
            "LMG014",
            """private readonly List<Child> [|items|] = [];""",
            """[Submodule] public partial IReadOnlyList<Child>? Items { get; private init; }""",
            $"'items' holds a module, {Unseen}it as [Submodule], or mark it [NotState]"
        },
        {
            "LMG014",
            """private readonly Dictionary<string, Tensor> [|tables|] = [];""",
            """private readonly Dictionary<string, Func<Tensor, Tensor>> tables = [];""",
            $"'tables' holds a tensor, {Unseen}each as a [Buffer] of its own, or mark it [NotState]"
        },
        {
            "LMG014",
            """private readonly (int Size, Parameter? Weight) [|pair|];""",
            """private readonly (int Size, string? Name) pair;""",
            $"'pair' holds a parameter, {Unseen}each as a [Parameter] of its own, or mark it [NotState]"
        },
        {
            "LMG007",
            """[Submodule] public partial ModuleDict<Child>? [|Heads|] { get; private init; }""",
            """[Submodule] public partial IReadOnlyDictionary<string, Child>? Heads { get; private init; }""",
            "'Heads' is of type 'ModuleDict<Child>?', "
            + "but a [Submodule] is a module, or an IReadOnlyList<T> or IReadOnlyDictionary<string, T> of modules"
        },
        {
            "LMG015",
            """public void Start() => [|RegisterComponents()|];""",
            """public void Start() => train();""",
            "'RegisterComponents' has no place in a layer: "
            + "assigning a declared member registers it, and the generated RegisterComponents does nothing"
        },
        {
            "LMG015",
            """public void Add(Tensor mask) => [|register_buffer("mask", mask)|];""",
            """public void Add(Module other, Tensor mask) => other.register_buffer("mask", mask);""",
            "'register_buffer' has no place in a layer: "
            + "what it registers is in no state table; declare a member as [Parameter], [Buffer] or [Submodule]"
        },
        {
            "LMG015",
            """public void Add(Child child) => [|add_module("child", child)|];""",
            """public void Add(Module other, Child child) => other.add_module("child", child);""",
            "'add_module' has no place in a layer: "
            + "what it registers is in no state table; declare a member as [Parameter], [Buffer] or [Submodule]"
        },
        {
            "LMG014",
            """private readonly IModule<Tensor, Tensor>? [|inner|];""",
            """[NotState] private readonly IModule<Tensor, Tensor>? inner;""",
            $"'inner' holds a module, {Unseen}it as [Submodule], or mark it [NotState]"
        },
        {
            "LMG007",
            """[Submodule] public partial ParameterDict? [|Weights|] { get; private init; }""",
            """[Submodule] public partial ParameterList? Weights { get; private init; }""",
            "'Weights' is of type 'ParameterDict?', "
            + "but a [Submodule] is a module, or an IReadOnlyList<T> or IReadOnlyDictionary<string, T> of modules"
        },
        {
            "LMG015",
            """protected override void [|RegisterComponents|]() { }""",
            """private void RegisterNothing() { }""",
            "'RegisterComponents' has no place in a layer: "
            + "assigning a declared member registers it, and the generated RegisterComponents does nothing"
        },
        {
            "LMG017",
            """
            [Submodule] public partial Child Inner { get; private init; }
            [NotState] private readonly Child same;
            public Layer(Child inner) : base("Layer") { same = [|Inner|]; Inner = inner; }
            """,
            """
            [Submodule] public partial Child Inner { get; private init; }
            [Submodule] public partial Child? Other { get; private init; }
            [NotState] private readonly Child same;
            public Layer(Child inner, bool any) : base(nameof(Inner))
            {
                Func<Child> later = () => Inner;
                if (Other is null && any)
                    Inner = inner;
                else
                    Inner = later == null ? new Child() : inner;
                same = Inner;
                Other = null;
            }
            """,
            "'Inner' is read before this constructor assigns it, and null until then; assign it first"
        },
        {
            "LMG017",
            """
            [Submodule] public partial Child Inner { get; private init; }
            public Layer(Child inner) : base("Layer") => Inner = inner ?? [|this.Inner|];
            """,
            """
            [Submodule] public partial Child Inner { get; private init; }
            public Layer(Layer other) : base("Layer") => Inner = other.Inner;
            """,
            "'Inner' is read before this constructor assigns it, and null until then; assign it first"
        },
        {
            "LMG016",
            """
            #nullable disable
            [Submodule] public partial Child [|Inner|] { get; private init; }
            """,
            """
            #nullable disable
            [Submodule] public partial Child Inner { get; private init; }
            public Layer(Child inner) : base("Layer") => Inner = inner;
            """,
            "'Inner' is never assigned, so 'Layer' has no state of that name; assign it in every constructor"
        },
        {
            "LMG016",
            """
            #nullable disable
            [Submodule] public partial Child [|Inner|] { get; private init; }
            """,
            """
            #nullable disable
            [Submodule] public partial Child Inner { get; private init; }
            [Submodule] public required partial Child Outer { get; init; }
            public Layer(Child inner) : base("Layer") => (Inner, _) = (inner, 1);
            """,
            "'Inner' is never assigned, so 'Layer' has no state of that name; assign it in every constructor"
        },
    };
}
