using Cs336.Annotations;
using static TorchSharp.torch.nn;

namespace Cs336.Generators.Tests.Layers;

/// <summary>A declared child behind an override of a narrower type, and a base layer that declares nothing.</summary>
[Module]
public sealed partial class Covariant : Plain.Wrapper
{
    [Submodule, StateName("body")]
    public partial Dense Inner { get; private init; }

    public Covariant() => Inner = new Dense(2, 2);

    public override Dense Body => Inner;
}
