using Cs336.Train;
using Cs336.Train.Commands;
using Cs336.Train.Startup;

OpenMp.SleepWhenWaiting();
GlibcAllocator.KeepFreedMemory();
using var interruption = Interruption.Install();
return CommandLine.Run(args, new CommandTable(interruption), Console.Out, Console.Error);
