using Cs336.Train.Configuration;
using Cs336.Train.Experiments;
using Cs336.Train.Experiments.Data;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Experiments.Running;
using Cs336.Train.Startup;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 experiment run</c></summary>
internal static class ExperimentRunCommand
{
    public static void Run(ExperimentRunOptions options, CancellationToken cancellation)
    {
        var experiments = ExperimentRegistry.Named(options.Experiments);
        var scale = ScaleNames.Parse(options.Scale);
        var selection = new RunSelection(options.Only, options.Skip);
        selection.Require(experiments, scale);
        var settings = Settings(options, scale);
        var workspace = new Workspace(options.Out);
        var corpora = new PreparedCorpora(workspace, scale, options.Data, settings.Threads, options.Quiet, cancellation);
        foreach (var corpus in selection.Corpora(experiments, scale))
            corpora.Require(corpus);
        using var held = workspace.Lock();
        var log = new ExperimentLog(workspace.LogFile);
        // The folder is the user's own business: the log is made to be shown.
        var runner = new ExperimentRunner(workspace, log, corpora, settings, options.Data is null ? "" : " --data DIR", cancellation);
        foreach (var experiment in experiments)
        {
            runner.Run(experiment, selection.Of(experiment, scale));
            ExperimentResults.Of(log.Recorded(experiment, scale)).Show(workspace.Results(scale, experiment.Name));
        }
        if (runner.Failed.Count > 0)
            throw new IOException($"{workspace.LogFile}: of the runs, these failed: {string.Join(", ", runner.Failed)}; the same command tries them again.");
    }

    private static RunSettings Settings(ExperimentRunOptions options, Scale scale)
    {
        var device = Torch.DeviceNamed(options.Device).ToString();
        var threads = options.Threads ?? Recipe.Of(scale).Threads ?? Environment.ProcessorCount;
        var dtype = options.DType == "auto" ? (string?)AutoDType.For(device, threads) : options.DType;
        return new(scale, device, threads, dtype, options.Again, options.Quiet);
    }
}
