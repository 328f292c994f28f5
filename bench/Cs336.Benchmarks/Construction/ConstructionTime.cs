using System.Diagnostics;
using static TorchSharp.torch;

namespace Cs336.Benchmarks.Construction;

/// <summary>What registering the layers of a model costs when it is built: generated code against TorchSharp's reflection.</summary>
internal static class ConstructionTime
{
    private const int Blocks = 12;
    private const int DModel = 2;
    private const int WarmUps = 200;
    private const int Models = 20;

    public static void Print(int runs)
    {
        var declared = new Figures();
        var plain = new Figures();
        var modules = CountModules();
        for (var i = 0; i < WarmUps; i++)
        {
            NewDeclared().Dispose();
            NewPlain().Dispose();
        }
        for (var run = 0; run < runs; run++)
        {
            declared.Add(Measure(NewDeclared));
            plain.Add(Measure(NewPlain));
        }
        var machine = SideBySide.Cpu();
        Console.WriteLine($"\nconstruction: {machine}, {Blocks} blocks, {modules} modules, {runs} runs, medians (lowest to highest)\n");
        Console.WriteLine("| figure | RegisterComponents | generated | ratio |\n|---|---|---|---|");
        SideBySide.PrintRow("a model, µs", plain.Microseconds, declared.Microseconds);
        SideBySide.PrintRow("a model, managed kB", plain.Kilobytes, declared.Kilobytes);
        SideBySide.PrintRow("a module, µs", Each(plain.Microseconds, modules), Each(declared.Microseconds, modules));
        SideBySide.PrintRow("a module, managed kB", Each(plain.Kilobytes, modules), Each(declared.Kilobytes, modules));
    }

    private static nn.Module NewDeclared() => new DeclaredLayers.LanguageModel(Blocks, DModel);

    private static nn.Module NewPlain() => new PlainLayers.LanguageModel(Blocks, DModel);

    /// <summary>How many modules a model has. Two trees of different state would make no comparison.</summary>
    private static int CountModules()
    {
        using var declared = NewDeclared();
        using var plain = NewPlain();
        if (!declared.state_dict().Keys.ToHashSet().SetEquals(plain.state_dict().Keys))
            throw new InvalidOperationException("The declared and the plain model have different state names.");
        return declared.modules().Count() + 1; // TorchSharp leaves out the root
    }

    /// <summary>The mean of some models, disposing apart.</summary>
    private static (double Microseconds, double Kilobytes) Measure(Func<nn.Module> create)
    {
        var models = new nn.Module[Models];
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var stopwatch = Stopwatch.StartNew();
        for (var i = 0; i < Models; i++)
            models[i] = create();
        var microseconds = stopwatch.Elapsed.TotalMicroseconds;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        foreach (var model in models)
            model.Dispose();
        return (microseconds / Models, bytes / 1000.0 / Models);
    }

    private static List<double> Each(List<double> ofModel, int modules) => ofModel.ConvertAll(figure => figure / modules);

    private sealed class Figures
    {
        public List<double> Microseconds { get; } = [];

        public List<double> Kilobytes { get; } = [];

        public void Add((double Microseconds, double Kilobytes) run)
        {
            Microseconds.Add(run.Microseconds);
            Kilobytes.Add(run.Kilobytes);
        }
    }
}
