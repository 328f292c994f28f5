using Xunit;

namespace Cs336.Architecture.Tests;

public sealed class SourceFileTests
{
    private const int MostLines = 350;

    [Fact]
    public void Source_files_of_production_code_have_at_most_350_lines()
    {
        var sources = Repository.ProductionFiles(".cs", ".fs").ToList();

        Assert.NotEmpty(sources);
        Violations.ShouldBeNone(
            from source in sources
            let lines = File.ReadLines(Repository.PathOf(source)).Count()
            where lines > MostLines
            select $"{source}: {lines} lines");
    }
}
