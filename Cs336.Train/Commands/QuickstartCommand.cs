using Cs336.Model;
using Cs336.Train.Configuration;
using Cs336.Train.Quickstart;
using Cs336.Train.Reports;
using Cs336.Train.Startup;
using Cs336.Train.Tokenization;
using Cs336.Train.Training;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 quickstart</c>: the whole journey, from raw text to generated text.</summary>
internal static class QuickstartCommand
{
    /// <summary>Enough for every word of the stories to be one token.</summary>
    private const int VocabSize = 1_650;

    private const int Samples = 20;
    private const double Temperature = 0.8;

    /// <summary>The part of the time that goes into steps; the rest is for evaluations and checkpoints.</summary>
    private const double TimeForSteps = 0.85;

    public static void Run(QuickstartOptions options, CancellationToken cancellation)
    {
        var run = new RunDirectory(options.Out);
        if (run.HoldsRun)
        {
            throw new ConfigurationException(
                $"{run.Path}: there is a run in this directory already; expected another --out "
                + $"(or 'train --resume --run {run.Path}' to go on with it).");
        }
        var corpus = WriteCorpus(options, cancellation);
        Console.WriteLine($"1. Text: {corpus.Description} ({corpus.Path}).");

        var tokenizer = TrainTokenizer(options, corpus.Path, cancellation);
        var tokenFile = Encode(options, corpus.Path, tokenizer, cancellation);

        var config = Configure(options, tokenFile, tokenizer);
        Console.WriteLine(FormattableString.Invariant(
            $"4. Training for about {options.Minutes:0.##} minutes: {config.Training.Steps:N0} steps."));
        using (var data = TrainingData.Of(config))
        using (run.Lock())
        {
            TrainingSession.Begin(run, config, tokenizerDirectory: null);
            TrainCommand.Train(run, run.ReadConfig(), data, options.Quiet, cancellation);
        }
        Sample(run, config, corpus, options, cancellation);
    }

    private static QuickstartCorpus WriteCorpus(QuickstartOptions options, CancellationToken cancellation)
    {
        var path = Path.Combine(options.Out, "corpus.txt");
        return options.Input.Count > 0
            ? QuickstartCorpus.OfFiles(path, options.Input)
            : QuickstartCorpus.OfStories(path, options.Seed, cancellation);
    }

    private static string TrainTokenizer(QuickstartOptions options, string corpus, CancellationToken cancellation)
    {
        var directory = new RunDirectory(options.Out).TokenizerDirectory;
        var training = new TokenizerTrainOptions(
            [corpus], [], VocabSize, [SpecialToken.EndOfText], directory, options.Threads, options.Quiet);
        var record = TokenizerTraining.Run(training, cancellation);
        Console.WriteLine(FormattableString.Invariant($"2. Tokenizer: {record.Tokens:N0} tokens in {record.Seconds:F1} s ({directory})."));
        return directory;
    }

    private static string Encode(QuickstartOptions options, string corpus, string tokenizer, CancellationToken cancellation)
    {
        var path = Path.ChangeExtension(corpus, ".npy");
        var info = CorpusEncoding.Run(new TokenizerEncodeOptions(tokenizer, [corpus], path, options.Threads, options.Quiet), cancellation);
        Console.WriteLine(FormattableString.Invariant(
            $"3. Ids: {info.Tokens:N0} tokens, {(double)info.SourceBytes / info.Tokens:F2} bytes each ({path})."));
        return path;
    }

    /// <summary>The quickstart preset, with as many steps as fit into the time.</summary>
    private static RunConfig Configure(QuickstartOptions options, string tokenFile, string tokenizer)
    {
        Torch.UseThreads(options.Threads);
        var device = Torch.DeviceNamed(null);
        var preset = Presets.Named(Presets.Default) with { Seed = options.Seed };
        var config = new RunConfig
        {
            Data = [new DataSource(Path.GetFullPath(tokenFile))],
            Device = device.ToString(),
            Threads = options.Threads ?? Environment.ProcessorCount,
            Training = preset,
        };
        var vocabulary = VocabularyCheck.Of(config, tokenizer, vocabSize: null);
        config = config with
        {
            TokenizerSha256 = vocabulary.TokenizerSha256,
            Training = preset with { Model = preset.Model with { VocabSize = vocabulary.Size } },
        };
        // Opened as the training will, so that a text that is too short for it is refused here.
        using var data = TrainingData.Of(config);
        var seconds = StepRate.SecondsPerStep(config.Training, data.Training, device);
        var steps = Math.Clamp((int)(options.Minutes * 60 * TimeForSteps / seconds), 10, 100_000);
        return config with { Training = config.Training with { Steps = steps } };
    }

    private static void Sample(
        RunDirectory run, RunConfig config, QuickstartCorpus corpus, QuickstartOptions options, CancellationToken cancellation)
    {
        using var loaded = LoadedModel.Of(run.Path, checkpointPath: null, tokenizerPath: null, config.Device);
        var samples = SampleStories.Of(loaded, Samples, Temperature, options.Quiet, cancellation);
        Directory.CreateDirectory(run.SamplesDirectory);
        var path = Path.Combine(run.SamplesDirectory, "samples.txt");
        File.WriteAllText(path, string.Join($"\n{SpecialToken.EndOfText}\n", samples) + "\n");
        var judgement = corpus.Judge(samples);
        RunReport.AppendSamples(run, Temperature, samples, judgement);
        Console.WriteLine($"""
            5. {Samples} texts sampled at temperature {FormattableString.Invariant($"{Temperature}")} ({path}): {judgement} The first:

            {samples[0]}

            Everything is in {run.Path}: report.md, plots/, metrics.jsonl, checkpoints/, tokenizer/.
            What to try next, where cs336 stands for 'dotnet run -c Release --project Cs336.Train --':
              cs336 generate --run {run.Path} --prompt "One day, "
              cs336 evaluate --run {run.Path} --data {Path.ChangeExtension(corpus.Path, ".npy")}
              cs336 quickstart --input YOUR.txt --out mine --minutes 5
            """);
    }
}
