using Cs336.Model.Data;
using Cs336.Model.Tests.Support;
using Xunit;

namespace Cs336.Model.Tests.Data;

public sealed class TokenFileInfoTests
{
    private static readonly TokenFileInfo Info = new()
    {
        VocabSize = 300,
        Tokens = 1L << 40,
        SourceBytes = 1L << 42,
        Documents = 7,
        TokenizerSha256 = "ab12",
        TokenizerPath = "../tokenizer",
    };

    [Fact]
    public void What_was_written_beside_a_token_file_is_found_there()
    {
        using var folder = new TemporaryFolder();

        Info.Write(folder["ids.npy"]);

        Assert.Equal(["ids.npy.json"], folder.Names());
        Assert.Equal(Info, TokenFileInfo.Find(folder["ids.npy"]));
    }

    [Fact]
    public void A_file_without_a_description_has_none()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(TokenFileInfo.Find(folder["ids.npy"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"vocabSize\": \"many\"}")]
    public void A_description_that_cannot_be_read_is_refused(string json)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["ids.npy.json"], json);

        Assert.StartsWith(folder["ids.npy.json"], Assert.Throws<InvalidDataException>(() => TokenFileInfo.Find(folder["ids.npy"])).Message);
    }
}
