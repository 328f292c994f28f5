using System.Buffers.Binary;
using System.Text;
using Cs336.Model.State;
using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;
using static TorchSharp.torch;

namespace Cs336.Model.Tests.State;

public sealed class SafetensorsTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Every_type_comes_back_in_every_shape(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["matrix"] = (Draws.Normal(1, 3, 5) * 10).to(type),
            ["empty"] = zeros([2, 0, 3], type),
            ["scalar"] = tensor(1).to(type),
            ["vector"] = (Draws.Normal(2, 7) * 10).to(type),
            ["empty too"] = zeros([0], type),
        };

        using var read = RoundTrip(tensors);

        Assert.Equal(tensors.Keys.Order(), read.Keys.Order());
        Assert.All(tensors, entry => TensorAssert.Same(entry.Value, read[entry.Key]));
    }

    [Property]
    public void Any_number_of_tensors_of_any_size_comes_back(Dim[] sizes, int seed)
    {
        using var scope = NewDisposeScope();
        var tensors = sizes.Select((size, i) => KeyValuePair.Create($"t{i}", Draws.Normal(seed + i, size - 1, 2))).ToArray();

        using var read = RoundTrip(tensors);

        Assert.Equal(tensors.Length, read.Count);
        Assert.All(tensors, entry => TensorAssert.Same(entry.Value, read[entry.Key]));
    }

    [Fact]
    public void Views_and_parameters_are_written_as_they_look()
    {
        using var scope = NewDisposeScope();
        var whole = Draws.Normal(1, 4, 6).requires_grad_();

        using var read = RoundTrip(new Dictionary<string, Tensor> { ["transposed"] = whole.t(), ["part"] = whole[1].narrow(0, 2, 3) });

        TensorAssert.Same(whole.detach().t(), read["transposed"]);
        TensorAssert.Same(whole.detach()[1].narrow(0, 2, 3), read["part"]);
        Assert.False(read["part"].requires_grad);
    }

    [Fact]
    public void Texts_are_kept_and_any_name_is_fine()
    {
        using var scope = NewDisposeScope();
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["naïve \"key\""] = "line\nline 𝄞", [""] = "" };

        using var read = RoundTrip(new Dictionary<string, Tensor> { ["größe.\"0\"\n"] = ones(1) }, metadata);

        Assert.Equal(metadata, read.Metadata);
        Assert.Equal(["größe.\"0\"\n"], read.Keys);
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();

        Safetensors.Write(stream, new Dictionary<string, Tensor> { ["a"] = tensor([1f, 2f]), ["b"] = tensor(new byte[] { 7 }) });

        const string Header =
            """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}""";
        var length = (Header.Length + 7) / 8 * 8;
        var bytes = stream.ToArray();
        Assert.Equal(length, BinaryPrimitives.ReadInt64LittleEndian(bytes));
        Assert.Equal(Header.PadRight(length), Encoding.UTF8.GetString(bytes.AsSpan(8, length)));
        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 7], bytes[(8 + length)..]);
    }

    [Fact]
    public void Tensors_may_stand_in_the_header_in_any_order_empty_ones_too()
    {
        using var scope = NewDisposeScope();
        var empties = string.Concat(Enumerable.Range(0, 40).Select(i => $$"""
            ,"empty{{i}}":{"dtype":"F32","shape":[0],"data_offsets":[{{i % 3}},{{i % 3}}]}
            """));

        using var read = SafetensorsBytes.Read($$"""
            {"c":{"dtype":"U8","shape":[1],"data_offsets":[2,3]},"a":{"dtype":"U8","shape":[1,1],"data_offsets":[0,1]}
            {{empties}},"b":{"dtype":"U8","shape":[],"data_offsets":[1,2]} }
            """, [5, 6, 7]);

        Assert.Equal(43, read.Count);
        Assert.Equal([5, 6, 7], ((string[])["a", "b", "c"]).Select(name => read[name].item<byte>()));
    }

    [Fact]
    public void A_type_without_a_counterpart_is_refused()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(
            () => RoundTrip(new Dictionary<string, Tensor> { ["phase"] = zeros(1, dtype: ScalarType.ComplexFloat32) }));

        Assert.StartsWith("phase:", error.Message);
    }

    [Fact]
    public void Tensors_belong_to_no_scope_and_are_disposed_together()
    {
        NamedTensors read;
        using (NewDisposeScope())
            read = RoundTrip(new Dictionary<string, Tensor> { ["a"] = ones(2) });
        var tensor = read["a"];
        Assert.False(tensor.IsInvalid);

        read.Dispose();

        Assert.True(tensor.IsInvalid);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<FileNotFoundException>(() => Safetensors.Read(folder["none.safetensors"]));

        Assert.Contains(folder["none.safetensors"], error.Message);
    }

    private static NamedTensors RoundTrip(
        IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, tensors, metadata);
        stream.Position = 0;
        return Safetensors.Read(stream, "here");
    }
}
