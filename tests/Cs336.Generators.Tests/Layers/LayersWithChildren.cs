using Cs336.Annotations;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Generators.Tests.Layers;

/// <summary>Holds layers in TorchSharp's own list, which can be added to, and by name.</summary>
[Module]
public sealed partial class Ensemble : Module<Tensor, Tensor>
{
    [Submodule]
    public partial ModuleList<Dense> Members { get; private init; }

    [Submodule]
    public partial IReadOnlyDictionary<string, Dense>? Heads { get; private init; }

    public Ensemble(bool withHeads = true)
        : base(nameof(Ensemble))
    {
        Members = new ModuleList<Dense>(new Dense(2, 2));
        Heads = withHeads ? new Dictionary<string, Dense> { ["z"] = new(2, 2), ["a"] = new(2, 2) } : null;
    }

    public override Tensor forward(Tensor x) => Members.Aggregate(x, (h, layer) => layer.call(h));
}

/// <summary>A fixed list of layers.</summary>
[Module]
public sealed partial class Stack : Module<Tensor, Tensor>
{
    [Submodule]
    public partial IReadOnlyList<Dense> Layers { get; private init; }

    public Stack(params IReadOnlyList<Dense> layers)
        : base(nameof(Stack)) =>
        Layers = layers;

    public override Tensor forward(Tensor x) => Layers.Aggregate(x, (h, layer) => layer.call(h));
}

/// <summary>Leaves it to whoever derives from it to give it a child, unless it is given one.</summary>
[Module]
public partial class WithBody : Module<Tensor, Tensor>
{
    [Submodule]
    public partial Dense? Body { get; protected init; }

    public WithBody(Dense? body)
        : base(nameof(WithBody)) =>
        Body = body;

    public override Tensor forward(Tensor x) => Body?.call(x) ?? x;
}

/// <summary>Gives its base a child of its own.</summary>
[Module]
public sealed partial class WithOwnBody : WithBody
{
    public WithOwnBody(Dense? ofBase = null)
        : base(ofBase) =>
        Body = new Dense(2, 3);
}
