using Cs336.Train.Reports;
using Xunit;

namespace Cs336.Train.Tests.Reports;

public sealed class RunNamesTests
{
    [Theory]
    [InlineData("/a/one /b/two", "one two")]
    [InlineData("/a/run /b/run", "a/run b/run")]
    [InlineData("/x/a/run/ /y/a/run /y/b/other", "x/a/run y/a/run other")]
    [InlineData("/run /a/run", "run a/run")]
    public void Runs_are_called_by_as_little_as_tells_them_apart(string paths, string names) =>
        Assert.Equal(names.Split(' '), RunNames.Of(paths.Split(' ')));

    [Fact]
    public void A_long_name_loses_its_middle()
    {
        var shortened = RunNames.Shortened(new string('a', 50) + new string('b', 50));

        Assert.Equal(40, shortened.Length);
        Assert.Equal(new string('a', 20) + "…" + new string('b', 19), shortened);
        Assert.Equal("short", RunNames.Shortened("short"));
    }
}
