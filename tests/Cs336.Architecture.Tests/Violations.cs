using Xunit;

namespace Cs336.Architecture.Tests;

/// <summary>What breaks a rule.</summary>
internal static class Violations
{
    /// <summary>Fails with all of them, one a line: xunit's own messages end after the first few.</summary>
    public static void ShouldBeNone<T>(IEnumerable<T> violations)
    {
        var list = string.Join(Environment.NewLine, violations);
        Assert.True(list.Length == 0, list);
    }
}
