using System.Diagnostics;
using Xunit;

namespace Cs336.Model.Tests.Functional;

/// <summary>
/// TorchSharp 0.107 lets the native exception of <c>matmul</c> through. Where the first test fails after an update of TorchSharp, the
/// trap is gone.
/// </summary>
public sealed class AbortingProductTests
{
    [SkippableFact]
    public async Task Plain_product_of_shapes_that_do_not_fit_ends_the_process()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "how a native exception ends a process was measured on Linux only");

        var (exitCode, output, errors) = await RunAsync(Program.PlainProduct);

        Assert.NotEqual(0, exitCode);
        Assert.Equal("", output);
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied", errors);
    }

    [Fact]
    public async Task Checked_product_of_the_same_shapes_throws_what_can_be_caught()
    {
        var (exitCode, output, errors) = await RunAsync(Program.CheckedProduct);

        Assert.Equal((0, nameof(ArgumentException), ""), (exitCode, output, errors));
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string what)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, ["exec", typeof(Program).Assembly.Location, what])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim(), (await errors).Trim());
    }
}
