using System.Collections.Concurrent;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Cs336.Conformance.Tests;

/// <summary>Counts the cases of each op and, when all are through, prints how many ran, and why others did not.</summary>
/// <param name="output">Where xunit prints.</param>
public sealed class CaseTally(IMessageSink output) : IDisposable
{
    private readonly ConcurrentDictionary<string, (int Passed, int Failed, int Skipped)> counts = [];
    private readonly ConcurrentBag<string> reasons = [];

    /// <summary>Notes a case that met its expectation.</summary>
    public void Passed(string op) => counts.AddOrUpdate(op, (1, 0, 0), (_, count) => count with { Passed = count.Passed + 1 });

    /// <summary>Notes a case that did not.</summary>
    public void Failed(string op) => counts.AddOrUpdate(op, (0, 1, 0), (_, count) => count with { Failed = count.Failed + 1 });

    /// <summary>Notes a case that was not run.</summary>
    public void Skipped(string op, string reason)
    {
        counts.AddOrUpdate(op, (0, 0, 1), (_, count) => count with { Skipped = count.Skipped + 1 });
        reasons.Add(reason);
    }

    /// <summary>Prints the sums.</summary>
    public void Dispose()
    {
        var all = counts.Values.ToList();
        var byOp = counts.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => Line(entry.Key, entry.Value));
        var sum = (all.Sum(count => count.Passed), all.Sum(count => count.Failed), all.Sum(count => count.Skipped));
        var byReason = reasons.CountBy(reason => reason).OrderBy(entry => entry.Key, StringComparer.Ordinal);
        string[] lines =
        [
            "Conformance cases by op:",
            .. byOp,
            Line("all", sum),
            .. byReason.Select(entry => $"  {entry.Value} skipped: {entry.Key}"),
        ];
        output.OnMessage(new DiagnosticMessage(string.Join('\n', lines)));
    }

    private static string Line(string op, (int Passed, int Failed, int Skipped) count) =>
        $"  {op,-30} {count.Passed,4} passed {count.Failed,4} failed {count.Skipped,4} skipped";
}
