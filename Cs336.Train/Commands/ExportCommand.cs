using Cs336.Model;
using Cs336.Train.Export;
using Cs336.Train.Files;
using Cs336.Train.Training;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 export</c></summary>
internal static class ExportCommand
{
    public static void Run(ExportOptions options)
    {
        if (options.To == "gguf")
            throw new ConfigurationException("--to gguf: writing GGUF is not built yet; expected torchsharp or huggingface.");
        if (options.To == "torchsharp" && options.Tokenizer is not null)
            throw new ConfigurationException("--tokenizer: a torchsharp file holds no tokenizer; expected this option with --to huggingface.");
        using var loaded = LoadedModel.Of(options.Run, options.Checkpoint, options.Tokenizer, device: "cpu");
        if (options.To == "torchsharp")
        {
            OutputPath.PrepareFile(options.Out);
            TorchSharpFile.Write(options.Out, loaded.Model);
        }
        else
        {
            HuggingFaceDirectory.Write(options.Out, loaded.Model, loaded.Tokenizer);
        }
        Console.WriteLine($"{options.Out}: {options.To} form of {loaded.Description}.");
    }
}
