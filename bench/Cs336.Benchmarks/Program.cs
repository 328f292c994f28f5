using Cs336.Benchmarks;
using Cs336.Benchmarks.Construction;
using Cs336.Benchmarks.Generating;

const string Usage = "usage: Cs336.Benchmarks allocator | waiting | construction | generation [runs], or memory";

switch (args)
{
    case ["measure", var what, .. var settings]:
        Measurement.InThisProcess(what, settings);
        return 0;
    case ["allocator", ..]:
        SideBySide.Print("allocator", Runs(args), processesAtOnce: 1, without: [], with: [Measurement.KeepFreedMemory]);
        return 0;
    case ["waiting", ..]:
        SideBySide.Print("waiting, alone", Runs(args), processesAtOnce: 1, without: [], with: [Measurement.SleepWhenWaiting]);
        SideBySide.Print("waiting, two at once", Runs(args), processesAtOnce: 2, without: [], with: [Measurement.SleepWhenWaiting]);
        return 0;
    case ["construction", ..]:
        ConstructionTime.Print(Runs(args));
        return 0;
const string Usage = "usage: Cs336.Benchmarks allocator | waiting | construction | generation [runs], or memory";
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

static int Runs(string[] args) => args.Length > 1 ? int.Parse(args[1]) : 5;
