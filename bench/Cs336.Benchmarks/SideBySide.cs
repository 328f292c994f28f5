using System.Diagnostics;
using System.Globalization;

namespace Cs336.Benchmarks;

/// <summary>
/// Runs a measurement in fresh processes, without and with some settings in turn, so that a machine's moods fall on both.
/// </summary>
internal static class SideBySide
{
    public static void Print(string title, int runs, int processesAtOnce, string[] without, string[] with)
    {
        var figures = new Dictionary<string, (List<double> Without, List<double> With)>();
        for (var run = 0; run < runs; run++)
        {
            foreach (var (name, value) in Measure(title, without, processesAtOnce))
                Of(figures, name).Without.Add(value);
            foreach (var (name, value) in Measure(title, with, processesAtOnce))
                Of(figures, name).With.Add(value);
        }
        Console.WriteLine($"\n{title}: {Cpu()}, {runs} runs, medians (lowest to highest)\n");
        Console.WriteLine($"| figure | as it comes | {string.Join(", ", with)} | ratio |\n|---|---|---|---|");
        foreach (var (name, (a, b)) in figures)
            PrintRow(name, a, b);
    }

    public static void PrintRow(string name, List<double> a, List<double> b) =>
        Console.WriteLine(FormattableString.Invariant($"| {name} | {Show(a)} | {Show(b)} | {Median(b) / Median(a):F2} |"));

    public static string Cpu()
    {
        var lines = File.ReadLines("/proc/cpuinfo").ToList();
        var model = lines.First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim();
        var flags = lines.First(line => line.StartsWith("flags", StringComparison.Ordinal)).Split(' ');
        string[] told = ["avx2", "avx512f", "avx512_bf16"];
        return $"{Environment.ProcessorCount} × {model} ({string.Join(", ", told.Where(flags.Contains))})";
    }

    private static List<(string Name, double Value)> Measure(string title, string[] settings, int processesAtOnce)
    {
        var children = Enumerable.Range(0, processesAtOnce).Select(_ => Start(title.Split(',')[0], settings)).ToList();
        var outputs = children.ConvertAll(child => child.StandardOutput.ReadToEndAsync());
        children.ForEach(child => child.WaitForExit());
        return [.. outputs.SelectMany(output => output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => line.Split('|'))
            .Select(parts => (parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture)))];
    }

    private static Process Start(string what, string[] settings) => Process.Start(
        new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Cs336.Benchmarks"), ["measure", what, .. settings])
        {
            RedirectStandardOutput = true,
        })!;

    private static (List<double> Without, List<double> With) Of(Dictionary<string, (List<double>, List<double>)> figures, string name)
    {
        if (!figures.TryGetValue(name, out var lists))
            figures[name] = lists = ([], []);
        return lists;
    }

    public static string Show(List<double> values) =>
        FormattableString.Invariant($"{Median(values):G4} ({values.Min():G4} to {values.Max():G4})");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
