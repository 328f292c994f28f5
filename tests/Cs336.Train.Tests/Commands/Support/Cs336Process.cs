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
    private bool errorsAreRead;

    private Cs336Process(Process process) => this.process = process;

    private static string Dotnet =>
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    /// <summary>Starts a command line that has nothing on its standard input.</summary>
    /// <param name="words">The words after the program's name.</param>
    /// <param name="program">The program's assembly, where it is not the one under test.</param>
    public static Cs336Process Start(IEnumerable<string> words, string? program = null) => Start(words, [], program);

    /// <summary>Starts a command line with this on its standard input; null: it stays open.</summary>
    public static Cs336Process Start(IEnumerable<string> words, byte[]? input, string? program = null)
    {
        string[] command = [Dotnet, program ?? typeof(CommandTable).Assembly.Location, .. words];
        // A test run in the background of a shell has SIGINT ignored, and its children inherit that.
        if (OperatingSystem.IsLinux())
            command = ["env", "--default-signal=INT,TERM", .. command];
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (input is not null)
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        return new(process);
    }

    /// <summary>Feeds standard input until a line of standard error holds <paramref name="part"/>.</summary>
    public void WaitForError(string part, byte[] feed)
    {
        using var seen = new ManualResetEventSlim();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null || line.Data.Contains(part, StringComparison.Ordinal))
                seen.Set();
        };
        process.BeginErrorReadLine();
        while (!seen.IsSet)
            process.StandardInput.BaseStream.Write(feed);
        errorsAreRead = true;
    }

    /// <summary>Runs a command in whose scripts <c>$CS336</c> stands for the program, and waits for its end.</summary>
    /// <param name="command">The command, such as a shell and a script.</param>
    /// <param name="variables">More variables of its environment.</param>
    public static Outcome RunScript(IReadOnlyList<string> command, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CS336"] = $"{Dotnet} {typeof(CommandTable).Assembly.Location}";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        try
        {
            using var running = new Cs336Process(Process.Start(start)!);
            return running.End();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return new(99, "", error.Message);
        }
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
        var error = errorsAreRead ? Task.FromResult("") : process.StandardError.ReadToEndAsync();
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
