using System.Buffers.Binary;
using Cs336.Model.State;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.State;

/// <summary>Whatever is wrong with a file is an <see cref="InvalidDataException"/> that names the file, never a crash.</summary>
public sealed class SafetensorsDamageTests
{
    [Fact]
    public void Every_truncation_is_refused()
    {
        using var scope = NewDisposeScope();
        var whole = SmallFile();

        for (var length = 0; length < whole.Length; length++)
        {
            Refused(() => SafetensorsBytes.Read(whole[..length]));
            Refused(() => SafetensorsBytes.ReadUnseekable(whole[..length]));
        }
        Assert.Equal(3, SafetensorsBytes.ReadUnseekable(whole).Count);
    }

    [Fact]
    public void Bytes_after_the_last_tensor_are_refused()
    {
        using var scope = NewDisposeScope();
        byte[] longer = [.. SmallFile(), 0];

        Refused(() => SafetensorsBytes.Read(longer));
        Refused(() => SafetensorsBytes.ReadUnseekable(longer));
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x04)]
    [InlineData(0x10)]
    [InlineData(0x80)]
    public void A_changed_byte_of_the_header_is_refused_or_read_but_never_crashes(byte flip)
    {
        var file = SmallFile();
        var end = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file);

        for (var place = 0; place < end; place++)
        {
            using var scope = NewDisposeScope();
            file[place] ^= flip;
            var error = Record.Exception(() => SafetensorsBytes.Read(file).Dispose());
            Assert.True(error is null or InvalidDataException, $"byte {place}: {error}");
            file[place] ^= flip;
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_header_of_impossible_length_is_refused(long length)
    {
        var file = SmallFile();
        BinaryPrimitives.WriteInt64LittleEndian(file, length);

        Refused(() => SafetensorsBytes.Read(file));
    }

    [Theory]
    [InlineData("no JSON", "x")]
    [InlineData("no object", "[]")]
    [InlineData("an entry that is none", """{"a":1}""")]
    [InlineData("no type", """{"a":{"shape":[4],"data_offsets":[0,4]}}""")]
    [InlineData("no shape", """{"a":{"dtype":"U8","data_offsets":[0,4]}}""")]
    [InlineData("no offsets", """{"a":{"dtype":"U8","shape":[4]}}""")]
    [InlineData("an unknown type", """{"a":{"dtype":"U3","shape":[4],"data_offsets":[0,4]}}""")]
    [InlineData("a type that is no text", """{"a":{"dtype":8,"shape":[4],"data_offsets":[0,4]}}""")]
    [InlineData("a size that is no whole number", """{"a":{"dtype":"U8","shape":[4.5],"data_offsets":[0,4]}}""")]
    [InlineData("a size beyond 64 bits", """{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,4]}}""")]
    [InlineData("three offsets", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4,4]}}""")]
    [InlineData("offsets that do not fit the shape", """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,4]}}""")]
    [InlineData("negative sizes", """{"a":{"dtype":"U8","shape":[-2,-2],"data_offsets":[0,4]}}""")]
    [InlineData("negative offsets", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[-4,0]}}""")]
    [InlineData("an end before the start", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""")]
    [InlineData("a gap at the start", """{"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""")]
    [InlineData(
        "a gap in between",
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""")]
    [InlineData(
        "an overlap",
        """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""")]
    [InlineData(
        "the same name twice",
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""")]
    [InlineData("more than there is", """{"a":{"dtype":"F32","shape":[35184372088832],"data_offsets":[0,140737488355328]}}""")]
    [InlineData("a product beyond 64 bits", """{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""")]
    [InlineData(
        "offsets whose difference is beyond 64 bits",
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[9223372036854775807,-9223372036854775808]}}""")]
    [InlineData("texts that are none", """{"__metadata__":{"a":1},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""")]
    public void A_header_that_means_nothing_is_refused(string what, string header)
    {
        using var scope = NewDisposeScope();

        Assert.True(Refused(() => SafetensorsBytes.Read(header, 1, 2, 3, 4)).Message.Length > 10, what);
    }

    private static InvalidDataException Refused(Func<NamedTensors> read)
    {
        var error = Assert.Throws<InvalidDataException>(read);
        Assert.StartsWith("here: ", error.Message);
        return error;
    }

    private static byte[] SmallFile()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        Safetensors.Write(
            stream,
            new Dictionary<string, Tensor> { ["a"] = ones(2, 2), ["empty"] = zeros(0), ["b"] = tensor([1L, 2]) },
            new Dictionary<string, string> { ["format"] = "pt" });
        return stream.ToArray();
    }
}
