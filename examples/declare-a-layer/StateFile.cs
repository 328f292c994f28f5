using Cs336.Annotations;
using TorchSharp;
using static TorchSharp.torch;

namespace DeclareALayer;

/// <summary>The state of a module as a file: a count, then every name and its tensor in TorchSharp's own format.</summary>
public static class StateFile
{
    /// <summary>Writes every parameter and persistent buffer.</summary>
    public static void Save(string path, nn.Module module)
    {
        using var file = new BinaryWriter(File.Create(path));
        var state = StateNames.Collect(module);
        file.Write(state.Count);
        foreach (var (name, tensor) in state)
        {
            file.Write(name);
            tensor.Save(file);
        }
    }

    /// <summary>Reads into a module that was built alike.</summary>
    /// <exception cref="StateMismatchException">Names or shapes differ. All that do are listed, and nothing was loaded.</exception>
    public static void Load(string path, nn.Module module)
    {
        using var temporaries = NewDisposeScope();
        using var file = new BinaryReader(File.OpenRead(path));
        var state = new Dictionary<string, Tensor>();
        for (var count = file.ReadInt32(); count > 0; count--)
            state.Add(file.ReadString(), TensorExtensionMethods.Load(file));
        StateNames.Load(module, state);
    }
}
