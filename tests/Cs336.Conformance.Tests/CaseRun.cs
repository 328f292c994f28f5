using Cs336.Conformance.Tests.Cases;
using Cs336.Conformance.Tests.Fixtures;
using TorchSharp;
using Xunit;

namespace Cs336.Conformance.Tests;

/// <summary>Runs one case.</summary>
internal static class CaseRun
{
    /// <summary>Fails where the result is not what the case expects.</summary>
    /// <returns>Why the case was skipped instead, or null.</returns>
    public static string? Of(FixtureCase @case)
    {
        using var scope = torch.NewDisposeScope();
        using var fixture = new Fixture(@case);
        Assert.True(CaseRunners.ByOp.TryGetValue(@case.Op, out var run), $"{@case.FullPath}: no runner knows the op {@case.Op}.");
        try
        {
            run(fixture);
            return null;
        }
        catch (FixtureFileMissingException missing) when (!@case.Roots.MissingFilesFail)
        {
            return missing.Message;
        }
    }
}
