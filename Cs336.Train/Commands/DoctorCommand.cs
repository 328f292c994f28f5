using System.Text.Json;
using Cs336.Train.Doctor;
using Cs336.Train.Files;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 doctor</c></summary>
internal static class DoctorCommand
{
    /// <exception cref="IOException">Training cannot start; the report has been printed all the same.</exception>
    public static void Run(DoctorOptions options)
    {
        var report = DoctorReport.Of(options, TimeProvider.System);
        if (options.Json)
            Console.WriteLine(JsonSerializer.Serialize(report, JsonFile.Options));
        else
            Console.Write(DoctorText.Of(report));
        if (!report.CanTrain)
            throw new IOException($"Training cannot start: {string.Join(' ', report.Problems)}");
    }
}
