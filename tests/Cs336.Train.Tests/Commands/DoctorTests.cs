using System.Text.Json;
using Cs336.Train.Commands;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary><c>cs336 doctor</c>: what it finds here, and what it says where training cannot start.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class DoctorTests(TinyRun tiny)
{
    [Fact]
    public void A_machine_that_runs_these_tests_can_train()
    {
        var report = JsonDocument.Parse(Doctor("--json", "--run", tiny.New()).Done()).RootElement;

        Assert.True(report.GetProperty("canTrain").GetBoolean());
        Assert.Empty(report.GetProperty("problems").EnumerateArray());
        Assert.Equal("0.107.0", report.GetProperty("torch").GetProperty("torchSharp").GetString());
        Assert.StartsWith("2.10.0", report.GetProperty("torch").GetProperty("libtorch").GetString());
        var device = report.GetProperty("device");
        string[] types = ["float32", "bf16"];
        Assert.All(types, type =>
        {
            Assert.Equal(type, device.GetProperty("rates").GetProperty(type).GetProperty("type").GetString());
            Assert.True(device.GetProperty("rates").GetProperty(type).GetProperty("flopsPerSecond").GetDouble() > 0);
        });
        Assert.True(device.GetProperty("copying").GetProperty("bytesPerSecond").GetDouble() > 0);
        Assert.Contains(report.GetProperty("recommended").GetProperty("dType").GetString(), types);
        Assert.InRange(report.GetProperty("recommended").GetProperty("threads").GetInt32(), 1, Environment.ProcessorCount);
    }

    [Fact]
    public void What_it_recommends_is_a_command_line()
    {
        var said = Doctor("--device", "cpu").Done();

        string[] expected =
            ["processor", "memory", "disk", "TorchSharp 0.107.0, libtorch 2.10.0", "patch", "Device cpu", "float32", "bf16", "copying", "Training can start."];
        Assert.All(expected, text => Assert.Contains(text, said, StringComparison.Ordinal));
        var options = said.Split('\n').Single(line => line.StartsWith("Recommended: ", StringComparison.Ordinal))["Recommended: ".Length..];
        tiny.Do($"train --data {{tokens}} --run {{0}} {TinyRun.Sizes.Replace("--threads 1 ", "", StringComparison.Ordinal)} --steps 1 {options.Trim()}", tiny.New()).Done();
    }

    [SkippableFact]
    public void A_directory_that_cannot_be_written_stops_training()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs a directory that not even root can write in: Linux's /proc.");
        var outcome = Doctor("--run", "/proc/run");

        Assert.StartsWith("Training cannot start: /proc: a run cannot be written there: ", outcome.Refused(1), StringComparison.Ordinal);
        Assert.Contains("processor", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Training can start", outcome.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_device_that_is_not_there_stops_training()
    {
        Skip.If(TorchSharp.torch.cuda_is_available(), "There is a CUDA device.");

        Assert.Contains("Training cannot start: --device cuda: ", Doctor("--device", "cuda").Refused(1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_nobody_has_is_refused() =>
        Assert.Contains("--device: expected cpu, cuda", Doctor("--device", "gpu").Refused(2), StringComparison.Ordinal);

    [Fact]
    public void Without_libtorch_every_command_says_so_in_a_sentence()
    {
        var program = ProgramWithoutLibtorch();
        string[][] lines =
        [
            ["doctor"], ["doctor", "--json"], ["account", "--preset", "owt"], ["generate", "--run", tiny.Run, "--prompt", "cat"],
            ["train", "--data", tiny.Tokens, "--run", tiny.New()],
        ];
        Assert.All(lines, line => Assert.Contains("libtorch cannot be loaded: expected ", Run(program, line).Refused(1), StringComparison.Ordinal));
        var report = JsonDocument.Parse(Run(program, "doctor", "--json").Output).RootElement;
        Assert.False(report.GetProperty("canTrain").GetBoolean());
    }

    [SkippableFact]
    public void A_damaged_library_is_named_with_the_loaders_reason()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The sentence is that of Linux's loader.");
        var program = ProgramWithoutLibtorch();
        var library = Path.Combine(Path.GetDirectoryName(program)!, "libLibTorchSharp.so");
        File.WriteAllText(library, "no library");

        var sentence = Run(program, "doctor").Refused(1);

        Assert.Contains($"{library}: libtorch cannot be loaded: ", sentence, StringComparison.Ordinal);
        Assert.Contains("file too short", sentence, StringComparison.Ordinal);
    }

    private static Outcome Doctor(params string[] options) => Outcome.Of(["doctor", .. options]);

    private static Outcome Run(string program, params string[] words)
    {
        using var process = Cs336Process.Start(words, program);
        return process.End();
    }

    /// <summary>A copy of the program in a folder without native libraries, and without the list of them that .NET would insist on.</summary>
    private string ProgramWithoutLibtorch()
    {
        var folder = tiny.New("program");
        Directory.CreateDirectory(folder);
        var assembly = typeof(CommandTable).Assembly.Location;
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(assembly)!, "*.dll"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var configuration = Path.ChangeExtension(Path.GetFileName(assembly), ".runtimeconfig.json");
        File.Copy(Path.Combine(Path.GetDirectoryName(assembly)!, configuration), Path.Combine(folder, configuration));
        return Path.Combine(folder, Path.GetFileName(assembly));
    }
}
