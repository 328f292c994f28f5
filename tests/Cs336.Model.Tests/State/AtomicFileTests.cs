using Cs336.Model.State;
using Cs336.Model.Tests.Support;
using Xunit;

namespace Cs336.Model.Tests.State;

public sealed class AtomicFileTests
{
    [Fact]
    public void A_file_of_that_name_is_replaced()
    {
        using var folder = new TemporaryFolder();
        folder.WithBytes("a", "a long older text"u8);

        AtomicFile.Write(folder["a"], "new"u8.ToArray());

        Assert.Equal("new", File.ReadAllText(folder["a"]));
        Assert.Equal(["a"], folder.Names());
    }

    [Fact]
    public void A_write_that_fails_leaves_the_older_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        folder.WithBytes("a", "older"u8);

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["a"], stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));

        Assert.Equal("older", File.ReadAllText(folder["a"]));
        Assert.Equal(["a"], folder.Names());
    }

    [Fact]
    public void A_directory_where_the_file_should_be_is_an_error_and_nothing_else_is_left()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a"]);

        Assert.ThrowsAny<SystemException>(() => AtomicFile.Write(folder["a"], "new"u8.ToArray()));

        Assert.Equal(["a"], folder.Names());
    }
}
