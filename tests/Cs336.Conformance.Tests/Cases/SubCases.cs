using System.Text.Json;
using Cs336.Conformance.Tests.Fixtures;
using Xunit;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>Cases that hold a list of cases.</summary>
internal static class SubCases
{
    /// <summary>Checks every object of <c>cases</c> and fails with all that went wrong, each called by its name.</summary>
    /// <exception cref="FixtureFileMissingException">A file is missing, so that the list cannot be checked in full.</exception>
    public static void Check(JsonElement group, Action<JsonElement> check)
    {
        var problems = new List<string>();
        foreach (var (index, @case) in group.Items("cases").Index())
        {
            try
            {
                check(@case);
            }
            catch (Exception error) when (error is not FixtureFileMissingException)
            {
                var name = @case.Find("name") ?? @case.Find("file") ?? @case.Find("text");
                problems.Add($"cases[{index}] {name}: {error.Message}");
            }
        }
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }
}
