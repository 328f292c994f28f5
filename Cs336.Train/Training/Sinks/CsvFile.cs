using System.Globalization;
using Cs336.Model.State;
using Cs336.Model.Training;

namespace Cs336.Train.Training.Sinks;

/// <summary>A run's measurements as a table for spreadsheets: <c>metrics.csv</c>, a column for each key of <c>metrics.jsonl</c>.</summary>
internal sealed class CsvFile : IMetricSink
{
    private static readonly (string Name, Func<Metrics, object?> Value)[] Columns =
    [
        ("step", row => row.Step),
        ("tokens", row => row.Tokens),
        ("seconds", row => row.Seconds),
        ("trainLoss", row => row.TrainLoss),
        ("validationLoss", row => row.ValidationLoss),
        ("learningRate", row => row.LearningRate),
        ("gradientNorm", row => row.GradientNorm),
        ("tokensPerSecond", row => row.TokensPerSecond),
        ("mfu", row => row.Mfu),
        ("skipped", row => row.Skipped),
    ];

    private readonly StreamWriter writer;

    /// <summary>A new table at <paramref name="path"/> that begins with the rows of earlier sittings.</summary>
    public CsvFile(string path, IEnumerable<Metrics> before)
    {
        Disk.DeleteFile(path);
        writer = new StreamWriter(Disk.Create(path)) { NewLine = "\n" };
        writer.WriteLine(string.Join(",", Columns.Select(column => column.Name)));
        foreach (var row in before)
            Write(row);
        writer.Flush();
    }

    public void Append(Metrics row)
    {
        Write(row);
        writer.Flush();
    }

    public void Dispose() => writer.Dispose();

    private void Write(Metrics row) =>
        writer.WriteLine(string.Join(",", Columns.Select(column => Convert.ToString(column.Value(row), CultureInfo.InvariantCulture))));
}
