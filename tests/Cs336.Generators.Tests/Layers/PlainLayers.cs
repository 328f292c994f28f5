using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cs336.Generators.Tests.Layers;

/// <summary>Layers as one writes them for TorchSharp alone, each with one of its traps.</summary>
public static class Plain
{
    public sealed class Dense : Module<Tensor, Tensor>
    {
        public readonly Parameter weight;

        public Dense(long dIn, long dOut)
            : this(new Parameter(zeros(dOut, dIn)))
        {
        }

        public Dense(Parameter tied)
            : base(nameof(Dense))
        {
            weight = tied;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => x.mm(weight.mT);
    }

    public sealed class Pair : Module<Tensor, Tensor>
    {
        public readonly Module<Tensor, Tensor> first;
        public readonly Module<Tensor, Tensor> second;

        public Pair(Module<Tensor, Tensor> first, Module<Tensor, Tensor> second)
            : base(nameof(Pair))
        {
            this.first = first;
            this.second = second;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => second.call(first.call(x));
    }

    public sealed class RotaryTables : Module<Tensor, Tensor>
    {
        private readonly Tensor cosine = ones(2, 2);

        public RotaryTables()
            : base(nameof(RotaryTables))
        {
            register_buffer(nameof(cosine), cosine, persistent: false);
            RegisterComponents();
        }

        public Tensor Cosine => cosine;

        public override Tensor forward(Tensor x) => x * cosine;
    }

    public sealed class Caching : Module<Tensor, Tensor>
    {
        private readonly Tensor cache = zeros(3);

        public Caching()
            : base(nameof(Caching)) =>
            RegisterComponents();

        public override Tensor forward(Tensor x) => x + cache;
    }

    public sealed class GetOnly : Module<Tensor, Tensor>
    {
        public GetOnly()
            : base(nameof(GetOnly))
        {
            Weight = new Parameter(zeros(2));
            register_parameter(nameof(Weight), Weight);
        }

        public Parameter Weight { get; }

        public override Tensor forward(Tensor x) => x * Weight;
    }

    public sealed class TwoIndexers : Module<Tensor, Tensor>
    {
        public TwoIndexers()
            : base(nameof(TwoIndexers)) =>
            register_parameter("weight", new Parameter(zeros(2)));

        public int this[int index] => index;

        public int this[string index] => index.Length;

        public override Tensor forward(Tensor x) => x;
    }

    public sealed class ArrayOfLayers : Module<Tensor, Tensor>
    {
        public readonly Dense[] layers = [new(2, 2), new(2, 2)];

        public ArrayOfLayers()
            : base(nameof(ArrayOfLayers)) =>
            RegisterComponents();

        public override Tensor forward(Tensor x) => layers.Aggregate(x, (h, layer) => layer.call(h));
    }

    public sealed class DictionaryOfLayers : Module<Tensor, Tensor>
    {
        public readonly Dictionary<string, Dense> layers = new() { ["a"] = new(2, 2) };

        public DictionaryOfLayers()
            : base(nameof(DictionaryOfLayers)) =>
            RegisterComponents();

        public override Tensor forward(Tensor x) => layers["a"].call(x);
    }

    public class WithChild : Module<Tensor, Tensor>
    {
        public Dense body = new(2, 2);

        public WithChild()
            : base(nameof(WithChild)) =>
            RegisterComponents();

        public override Tensor forward(Tensor x) => body.call(x);
    }

    public sealed class ReplacingChild : WithChild
    {
        public ReplacingChild()
        {
            body = new Dense(2, 3);
            RegisterComponents();
        }
    }

    public class Base : Module<Tensor, Tensor>
    {
        private readonly Parameter weight = new(zeros(2));

        public Base()
            : base(nameof(Base)) =>
            RegisterComponents();

        public override Tensor forward(Tensor x) => x * weight;
    }

    public sealed class Derived : Base
    {
        private readonly Parameter gain;

        public Derived()
        {
            gain = new Parameter(ones(2));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => base.forward(x) * gain;
    }

    public class WithWeight : Module<Tensor, Tensor>
    {
        public WithWeight()
            : base(nameof(WithWeight)) =>
            register_parameter("weight", Weight);

        public Parameter Weight { get; set; } = new(zeros(2));

        public override Tensor forward(Tensor x) => x * Weight;
    }

    public sealed class HidingWeight : WithWeight
    {
        public new Tensor Weight => base.Weight * 2;
    }

    public sealed class Covariant : Wrapper
    {
        private readonly Dense body = new(2, 2);

        public Covariant() => RegisterComponents();

        public override Dense Body => body;
    }

    /// <summary>Leaves it to derived layers what they wrap, and of which type; declared layers derive from it too.</summary>
    public abstract class Wrapper : Module<Tensor, Tensor>
    {
        protected Wrapper()
            : base(nameof(Wrapper))
        {
        }

        public abstract Module<Tensor, Tensor> Body { get; }

        public override Tensor forward(Tensor x) => Body.call(x);
    }

    public sealed class GrowingStack : Module<Tensor, Tensor>
    {
        public readonly ModuleList<Dense> layers = new(new Dense(2, 2));

        public GrowingStack()
            : base(nameof(GrowingStack)) =>
            RegisterComponents();

        public override Tensor forward(Tensor x) => layers.Aggregate(x, (h, layer) => layer.call(h));
    }
}
