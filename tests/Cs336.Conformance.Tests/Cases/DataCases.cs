using System.Buffers.Binary;
using System.Text.Json;
using Cs336.Conformance.Tests.Fixtures;
using Cs336.Model.Data;
using Xunit;
using static Cs336.Adapters.Adapters;
using static TorchSharp.torch;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>Batches and token files.</summary>
internal static class DataCases
{
    private const int Seed = 336;

    public static void GetBatch(Fixture fixture)
    {
        manual_seed(Seed);
        SubCases.Check(fixture.Json, CheckBatches);
    }

    /// <summary>Every file that the case lists: <c>.npy</c> as it is, raw ids through a file that is written here.</summary>
    public static void TokenFile(Fixture fixture)
    {
        var bytesPerId = fixture.Json.Text("dtype") switch
        {
            "uint16 little endian" => 2,
            "uint32 little endian" => 4,
            var other => throw new ArgumentException($"dtype: expected uint16 or uint32, little endian; found {other}."),
        };
        var folder = Directory.CreateTempSubdirectory("token-file-");
        try
        {
            foreach (var name in fixture.Json.Texts("files").Select(file => file.Split(' ')[0]))
            {
                var path = fixture.FileBeside(name);
                if (Path.GetExtension(name) != ".npy")
                    path = WriteTokenFile(Path.Combine(folder.FullName, "ids.npy"), File.ReadAllBytes(path), bytesPerId);
                using var tokens = Cs336.Model.Data.TokenFile.Open(path);
                CheckTokens(name, fixture.Json, tokens);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void CheckBatches(JsonElement @case)
    {
        var (contextLength, batchSize) = (@case.Int("context_length"), @case.Int("batch_size"));
        long[] dataset = [.. Enumerable.Range(0, @case.Int("dataset_length"))];
        var counts = new int[dataset.Length];
        for (var iteration = 0; iteration < @case.Int("iterations"); iteration++)
        {
            using var scope = NewDisposeScope();
            var (inputs, targets) = RunGetBatch(dataset, batchSize, contextLength, "cpu");
            foreach (var ids in (Tensor[])[inputs, targets])
            {
                Assert.Equal(ScalarType.Int64, ids.dtype);
                Assert.Equal([batchSize, contextLength], ids.shape);
            }
            // Values equal their place in the data set.
            var starts = inputs.select(1, 0);
            var windows = starts.unsqueeze(1) + arange(contextLength);
            Assert.True(windows.equal(inputs).all().item<bool>(), "x: expected windows of the data set.");
            Assert.True((inputs + 1).equal(targets).all().item<bool>(), "y: expected x, shifted by one place.");
            foreach (var start in starts.contiguous().data<long>())
                counts[start]++;
        }
        var (first, last) = (@case.Int("start_min"), @case.Int("start_max"));
        var (low, high) = (@case.Double("count_low"), @case.Double("count_high"));
        for (var start = 0; start < counts.Length; start++)
        {
            var possible = start >= first && start <= last;
            Assert.True(
                possible ? counts[start] >= low && counts[start] <= high : counts[start] == 0,
                FormattableString.Invariant(
                    $"start {start}: drawn {counts[start]} times; expected {(possible ? $"{low} to {high}" : "none")}."));
        }
    }

    private static string WriteTokenFile(string path, ReadOnlySpan<byte> ids, int bytesPerId)
    {
        using var writer = new TokenFileWriter(path, vocabSize: bytesPerId == 2 ? 1 << 16 : int.MaxValue);
        for (var at = 0; at < ids.Length; at += bytesPerId)
        {
            writer.Write(bytesPerId == 2
                ? BinaryPrimitives.ReadUInt16LittleEndian(ids[at..])
                : checked((int)BinaryPrimitives.ReadUInt32LittleEndian(ids[at..])));
        }
        writer.Complete();
        return path;
    }

    private static void CheckTokens(string name, JsonElement expected, TokenSequence tokens)
    {
        Assert.True(expected.Long("count") == tokens.Count, $"{name}: {tokens.Count} ids; expected {expected.Long("count")}.");
        var all = new long[tokens.Count];
        tokens.CopyTo(0, all);
        Assert.True(expected.Long("sum") == all.Sum(), $"{name}: the ids add up to {all.Sum()}; expected {expected.Long("sum")}.");
        foreach (var window in expected.Items("windows"))
        {
            long[] values = [.. window.GetProperty("values").EnumerateArray().Select(id => id.GetInt64())];
            var got = new long[values.Length];
            tokens.CopyTo(window.Long("start"), got);
            Assert.Equal(values, got);
        }
    }
}
