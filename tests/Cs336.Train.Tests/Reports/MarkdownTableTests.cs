using Cs336.Train.Reports;
using Xunit;

namespace Cs336.Train.Tests.Reports;

public sealed class MarkdownTableTests
{
    [Fact]
    public void A_table_has_a_header_a_rule_and_its_rows() =>
        Assert.Equal("| step | loss |\n| --- | --- |\n| 1 | 7.0 |\n", MarkdownTable.Of(["step", "loss"], [["1", "7.0"]]));

    [Fact]
    public void A_cell_cannot_break_its_row() =>
        Assert.Equal("| a |\n| --- |\n| x \\| y z |\n", MarkdownTable.Of(["a"], [["x | y\nz"]]));

    [Fact]
    public void A_row_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => MarkdownTable.Of(["a", "b"], [["1"]]));
}
