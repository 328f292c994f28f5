using System.Diagnostics;
using System.Runtime.InteropServices;
using Cs336.Train.Commands;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary><c>cs336</c> as a process of its own, for what only a process can be given: signals.</summary>
internal sealed class Cs336Process : IDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;

    private Cs336Process(Process process) => this.process = process;

    /// <summary>Starts a command line.</summary>
    public static Cs336Process Start(IEnumerable<string> words)
    {
        var dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
        string[] command = [dotnet, typeof(CommandTable).Assembly.Location, .. words];
        // A test run in the background of a shell has SIGINT ignored, and its children inherit that.
        if (OperatingSystem.IsLinux())
            command = ["env", "--default-signal=INT,TERM", .. command];
        return new(Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
    }

    /// <summary>Returns when a line of standard output begins so.</summary>
    public void WaitForLine(string beginning)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return;
        }
        Assert.Fail($"The process ended without a line '{beginning}…': {process.StandardError.ReadToEnd()}");
    }

    /// <summary>Types a line on its standard input.</summary>
    public void Type(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(int number) => Assert.Equal(0, SendSignal(process.Id, number));

    /// <summary>Ends it as nothing can refuse to be ended.</summary>
    public void Kill() => process.Kill();

    /// <summary>What came of it, standard output from where it was last read.</summary>
    public Outcome End()
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(Patience), "The process did not end.");
        return new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int processId, int signal);
}
