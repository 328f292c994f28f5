using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Cs336.Model.Layers;

namespace Cs336.Model.Sampling;

/// <summary>Text generation as ids, one at a time (assignment §6). <see cref="Generation"/> continues several texts together.</summary>
public static class Continuation
{
    /// <summary>
    /// The ids that follow a prompt, each as soon as it is drawn, until the stop id (which is left out), the limit, or, where the
    /// options say so, the end of the model's context. Each enumeration begins anew.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The ids to continue, at least one; at most the model's context, unless that slides.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="cancellation">Ends the sequence early.</param>
    /// <exception cref="ConfigurationException">The prompt does not fit, or an option is out of its range.</exception>
    /// <exception cref="InvalidDataException">While enumerating: the model's logits are not numbers.</exception>
    public static IEnumerable<int> Of(
        TransformerLm model, IReadOnlyList<int> prompt, ContinuationOptions options, CancellationToken cancellation = default)
    {
        Generation.Validate(model, [prompt], options);
        return Generate(model, prompt, options, cancellation);
    }

    /// <summary>The same ids for a caller that waits for them without a thread: one of their own draws them, at most one ahead.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The ids to continue, at least one; at most the model's context, unless that slides.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="cancellation">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ConfigurationException">The prompt does not fit, or an option is out of its range.</exception>
    /// <exception cref="InvalidDataException">While enumerating: the model's logits are not numbers.</exception>
    public static IAsyncEnumerable<int> OfAsync(
        TransformerLm model, IReadOnlyList<int> prompt, ContinuationOptions options, CancellationToken cancellation = default)
    {
        Generation.Validate(model, [prompt], options);
        return GenerateAsync(model, prompt, options, cancellation);
    }

    private static IEnumerable<int> Generate(
        TransformerLm model, IReadOnlyList<int> prompt, ContinuationOptions options, CancellationToken cancellation)
    {
        using var generation = new Generation(model, [prompt], options);
        while (!cancellation.IsCancellationRequested && generation.Step() is [{ IsStop: false } draw])
            yield return draw.Id;
    }

    private static async IAsyncEnumerable<int> GenerateAsync(
        TransformerLm model, IReadOnlyList<int> prompt, ContinuationOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var channel = Channel.CreateBounded<int>(1);
        // libtorch keeps a pool of threads for every thread that calls it: one thread for all of the tokens.
        var drawing = Task.Factory.StartNew(
            () => Draw(Generate(model, prompt, options, ending.Token), channel.Writer, ending.Token),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await foreach (var id in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
                yield return id;
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await drawing.ConfigureAwait(false);
        }
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Passes ids on until there are no more or nobody wants them; what goes wrong goes to the reader.</summary>
    private static void Draw(IEnumerable<int> ids, ChannelWriter<int> reader, CancellationToken cancellation)
    {
        try
        {
            foreach (var id in ids)
                reader.WriteAsync(id, cancellation).AsTask().GetAwaiter().GetResult();
            reader.Complete();
        }
        catch (Exception error)
        {
            reader.Complete(error);
        }
    }
}
