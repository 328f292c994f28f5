using Cs336.Train.Terminal;
using Cs336.Train.Tests.Commands;
using Xunit;

namespace Cs336.Train.Tests.Terminal;

/// <summary>What a log shows of long work.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ProgressTests
{
    [SkippableTheory]
    [InlineData(200L, "Encoding  50 %  0.0 of 0.0 MB, 0 MB/s")]
    [InlineData(null, "Encoding  0.0 MB, 0 MB/s")]
    public void Part_that_is_done_is_shown_where_the_length_is_known(long? total, string beginning)
    {
        Skip.IfNot(Console.IsErrorRedirected, "A terminal gets a bar.");
        var (error, log) = (Console.Error, new StringWriter());
        Console.SetError(log);
        try
        {
            Progress.Run("Encoding", quiet: false, report =>
            {
                new ReadingProgress(total, report).Report(100);
                return 0;
            });
        }
        finally
        {
            Console.SetError(error);
        }
        Assert.StartsWith(beginning, log.ToString(), StringComparison.Ordinal);
    }
}
