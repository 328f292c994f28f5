using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TrainYourOwnModule;

/// <summary>A language model that is no Transformer: a recurrent network over bytes, from TorchSharp's own layers.</summary>
internal sealed class RecurrentModel : Module<Tensor, Tensor>
{
    public const int Bytes = 256;

    private readonly Embedding embedding;
    private readonly GRU recurrence;
    private readonly Linear head;

    public RecurrentModel(int width) : base(nameof(RecurrentModel))
    {
        embedding = Embedding(Bytes, width);
        recurrence = GRU(width, width, batchFirst: true);
        head = Linear(width, Bytes);
        RegisterComponents();
    }

    /// <summary><c>[batch, seq] → [batch, seq, 256]</c>: what a trainer asks of every module.</summary>
    public override Tensor forward(Tensor ids) => head.call(recurrence.call(embedding.call(ids)).Item1);
}
