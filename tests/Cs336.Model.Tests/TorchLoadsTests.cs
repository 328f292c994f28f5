using TorchSharp;
using Xunit;

namespace Cs336.Model.Tests;

public sealed class TorchLoadsTests
{
    [Fact]
    public void Native_libraries_load_and_multiply()
    {
        using var product = torch.mm(torch.ones(2, 3), torch.ones(3, 2));

        Assert.Equal([3f, 3f, 3f, 3f], product.data<float>().ToArray());
    }
}
