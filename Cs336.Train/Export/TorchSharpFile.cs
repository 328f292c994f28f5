using System.Text;
using Cs336.Model.Layers;
using Cs336.Model.State;

namespace Cs336.Train.Export;

/// <summary>A model in the form of TorchSharp's own <c>Module.save</c>: names of the state and float32 tensors, for <c>Module.load</c>.</summary>
internal static class TorchSharpFile
{
    /// <summary>Writes the file, replacing one of that name at once.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="model">The model, any variant. A tied head is written under both of its names, so that modules without ties load it too.</param>
    public static void Write(string path, TransformerLm model) => AtomicFile.Write(path, file =>
    {
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        model.save(writer);
    });
}
