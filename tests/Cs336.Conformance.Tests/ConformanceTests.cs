using Cs336.Conformance.Tests.Fixtures;
using Xunit;

namespace Cs336.Conformance.Tests;

/// <summary>Every case of the fixtures, one row each.</summary>
/// <param name="tally">Counts the rows.</param>
public sealed class ConformanceTests(CaseTally tally) : IClassFixture<CaseTally>
{
    public static TheoryData<FixtureCase> Cases => [.. FixtureRoots.Default.Cases()];

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Result_is_as_expected(FixtureCase @case)
    {
        string? skipped;
        try
        {
            skipped = CaseRun.Of(@case);
        }
        catch
        {
            tally.Failed(@case.Op);
            throw;
        }
        if (skipped is null)
            tally.Passed(@case.Op);
        else
            tally.Skipped(@case.Op, skipped);
        Skip.If(skipped is not null, skipped);
    }
}
