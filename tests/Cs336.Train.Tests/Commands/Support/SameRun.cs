using System.Text.Json.Nodes;

namespace Cs336.Train.Tests.Commands;

/// <summary>Two runs that computed the same.</summary>
internal static class SameRun
{
    /// <summary>The same last checkpoint to the byte, and the same measurements but for what the clock says.</summary>
    public static void Assert(string expected, string actual)
    {
        Xunit.Assert.Equal(Measurements(expected), Measurements(actual));
        var last = Checkpoints(expected).Max();
        Xunit.Assert.Equal(last, Checkpoints(actual).Max());
        foreach (var file in new[] { "model.safetensors", "optimizer.safetensors" })
        {
            var name = Path.Combine("checkpoints", $"step-{last:D8}", file);
            Xunit.Assert.Equal(File.ReadAllBytes(Path.Combine(expected, name)), File.ReadAllBytes(Path.Combine(actual, name)));
        }
    }

    /// <summary>The steps that have a checkpoint.</summary>
    public static IEnumerable<int> Checkpoints(string run) => Directory.GetDirectories(Path.Combine(run, "checkpoints"), "step-????????")
        .Select(path => int.Parse(Path.GetFileName(path)["step-".Length..]));

    private static List<string> Measurements(string run) => [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line =>
    {
        var row = JsonNode.Parse(line)!.AsObject();
        Xunit.Assert.True(row.Remove("seconds"));
        row.Remove("tokensPerSecond");
        row.Remove("mfu");
        return row.ToJsonString();
    })];
}
