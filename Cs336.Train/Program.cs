using Cs336.Train;
using Cs336.Train.Commands;
using Cs336.Train.Startup;

OpenMp.SleepWhenWaiting();
GlibcAllocator.KeepFreedMemory();
using var interruption = Interruption.Install();
try
{
    return CommandLine.Run(args, new CommandTable(interruption), Console.Out, Console.Error);
}
catch (IOException error)
{
    // Help and version are written outside any command.
    Console.Error.WriteLine(error.Message);
    return 1;
}
