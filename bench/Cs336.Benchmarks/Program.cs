using Cs336.Benchmarks;
using Cs336.Benchmarks.Construction;
using Cs336.Benchmarks.Generating;
using Cs336.Benchmarks.Tokenization;

const string Usage = """
    usage: Cs336.Benchmarks allocator | waiting | construction | generation [runs]
           Cs336.Benchmarks memory | generation-memory
           Cs336.Benchmarks encode | threads VOCAB_JSON MERGES_TXT FILE…     (GPT-2's files, texts)
           Cs336.Benchmarks long VOCAB_JSON MERGES_TXT
           Cs336.Benchmarks train-tokenizer VOCAB_SIZE FILE     (prints JSON; see bench/huggingface)
           Cs336.Benchmarks training-memory     (exit code 1 where training takes more than docs/tokenizer.md promises)
    """;

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
    case ["memory"]:
        MemoryGrowth.Print();
        return 0;
    case ["generation-memory"]:
        GenerationMemory.Print();
        return 0;
    case ["generation", ..]:
        GenerationSpeed.Print(Runs(args));
        return 0;
    case ["encode", var vocab, var merges, .. var files]:
        new EncodingSpeed(new Peers(vocab, merges)).PrintAgainstPeers(files);
        return 0;
    case ["threads", var vocab, var merges, .. var files]:
        new EncodingSpeed(new Peers(vocab, merges)).PrintThreads(files);
        return 0;
    case ["long", var vocab, var merges]:
        new EncodingSpeed(new Peers(vocab, merges)).PrintLongPreTokens();
        return 0;
    case ["train-tokenizer", var vocabSize, var file]:
        TrainingSpeed.Print(int.Parse(vocabSize), file);
        return 0;
    case ["training-memory"]:
        return TrainingMemory.Print() ? 0 : 1;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

static int Runs(string[] args) => args.Length > 1 ? int.Parse(args[1]) : 5;
