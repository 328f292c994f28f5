using Cs336.Annotations;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Generators.Tests.Layers;

/// <summary>A base layer: every role, an optional parameter, and a tensor that is not state.</summary>
[Module]
public partial class Counter : Module<Tensor, Tensor>
{
    [NotState]
    private readonly Tensor scratch = zeros(3).DetachFromDisposeScope();

    [Parameter("3", "d", Init = nameof(FillWithTwos))]
    public partial Parameter Scale { get; private init; }

    [Parameter("d")]
    public partial Parameter? Bias { get; protected init; }

    [Buffer]
    public partial Tensor Count { get; private init; }

    [Submodule]
    public partial ModuleList<Dense> Heads { get; private init; }

    public Counter(long d, bool withBias = false)
        : base(nameof(Counter))
    {
        Scale = CreateScale(d);
        Bias = withBias ? new Parameter(ones(d)) : null;
        Count = zeros([], ScalarType.Int64);
        Heads = new ModuleList<Dense>(new Dense(d, d), new Dense(d, d));
    }

    public Tensor Scratch => scratch;

    public override Tensor forward(Tensor x) => x * Scale;

    protected static void FillWithTwos(Tensor tensor) => tensor.fill_(2);
}

/// <summary>A layer that derives from a layer and uses its base's initialiser.</summary>
[Module]
public sealed partial class ScaledCounter : Counter
{
    [Parameter("d", Init = nameof(FillWithTwos))]
    public partial Parameter Gain { get; private init; }

    public ScaledCounter(long d)
        : base(d, withBias: true) =>
        Gain = CreateGain(d);
}

/// <summary>A generic layer, nested in a type of its own.</summary>
public static partial class Wrappers
{
    [Module]
    public sealed partial class Residual<T> : Module<Tensor, Tensor>
        where T : Module<Tensor, Tensor>
    {
        [Submodule]
        public partial T Inner { get; private init; }

        public Residual(T inner)
            : base("Residual") =>
            Inner = inner;

        public override Tensor forward(Tensor x) => x + Inner.call(x);
    }
}

/// <summary>Assigns a declared member twice.</summary>
[Module]
public sealed partial class TwiceAssigned : Module<Tensor, Tensor>
{
    [Parameter("d")]
    public partial Parameter Weight { get; private init; }

    public TwiceAssigned()
        : base(nameof(TwiceAssigned))
    {
        Weight = new Parameter(ones(2));
        Weight = new Parameter(ones(2));
    }

    public override Tensor forward(Tensor x) => x * Weight;
}

/// <summary>Distinct names within each layer that meet in the tree: <c>b</c> of a child and <c>b.weight</c> of a tensor.</summary>
[Module]
public sealed partial class Clash : Module<Tensor, Tensor>
{
    [Submodule]
    public partial Dense B { get; private init; }

    [Parameter("d"), StateName("b.weight", Dialect = Dialect.HuggingFaceLlama)]
    public partial Parameter Other { get; private init; }

    public Clash()
        : base(nameof(Clash))
    {
        B = new Dense(2, 2);
        Other = new Parameter(ones(2));
    }

    public override Tensor forward(Tensor x) => B.call(x) * Other;
}

/// <summary>A declared layer with two indexers and a member hidden by a derived layer.</summary>
[Module]
public partial class Indexed : Module<Tensor, Tensor>
{
    [Parameter("d")]
    public partial Parameter Weight { get; private init; }

    public Indexed()
        : base(nameof(Indexed)) =>
        Weight = new Parameter(ones(2));

    public int this[int index] => index;

    public int this[string index] => index.Length;

    public override Tensor forward(Tensor x) => x * Weight;
}

/// <summary>Hides a member of its base under another state name.</summary>
[Module]
public sealed partial class Hiding : Indexed
{
    [Parameter("d_hiding"), StateName("hiding_weight")]
    public new partial Parameter Weight { get; private init; }

    public Hiding() => Weight = new Parameter(ones(3));
}

/// <summary>A tensor in every kind of dimension: a literal one, and symbols that several tensors or one tensor alone share.</summary>
[Module]
public partial class Sized : Module<Tensor, Tensor>
{
    [Parameter("3", "d")]
    public partial Parameter Scale { get; private init; }

    [Parameter("d")]
    public partial Parameter? Bias { get; private init; }

    [Buffer("n", "n", Persistent = false)]
    public partial Tensor? Square { get; private init; }

    public Sized(Parameter scale, Parameter? bias = null, Tensor? square = null)
        : base(nameof(Sized))
    {
        Scale = scale;
        Bias = bias;
        Square = square;
    }

    public override Tensor forward(Tensor x) => x * Scale;
}

/// <summary>Has a dimension of its base layer.</summary>
[Module]
public sealed partial class SizedMore : Sized
{
    [Buffer("d")]
    public partial Tensor Mean { get; private init; }

    public SizedMore(Parameter scale, Tensor mean)
        : base(scale) =>
        Mean = mean;
}

/// <summary>Takes an optional member back.</summary>
[Module]
public sealed partial class SecondThoughts : Module<Tensor, Tensor>
{
    [Submodule]
    public partial Dense? Inner { get; private init; }

    public SecondThoughts(Dense? first, Dense? second)
        : base(nameof(SecondThoughts))
    {
        Inner = first;
        Inner = second;
    }

    public override Tensor forward(Tensor x) => x;
}

/// <summary>Knows a layer that another one owns, and keeps a tensor of its own.</summary>
[Module]
public sealed partial class Borrower : Module<Tensor, Tensor, bool, (Tensor Sum, Tensor Product)>
{
    [NotState]
    private readonly Dense borrowed;

    [NotState]
    public Tensor Scratch { get; } = zeros(1).DetachFromDisposeScope();

    [Submodule]
    public partial Dense Own { get; private init; }

    public Borrower(Dense borrowed)
        : base(nameof(Borrower))
    {
        this.borrowed = borrowed;
        Own = new Dense(2, 2);
    }

    public override (Tensor Sum, Tensor Product) forward(Tensor x, Tensor y, bool own)
    {
        var layer = own ? Own : borrowed;
        return (layer.call(x) + y, layer.call(x) * y);
    }
}
