using System.Diagnostics;
using System.Text;

namespace Cs336.Benchmarks.Tokenization;

/// <summary>Encoding and decoding side by side with the tokenizers that .NET has, in one process; medians of several runs.</summary>
internal sealed class EncodingSpeed(Peers peers)
{
    private const int Runs = 5;
    private const int PeerRuns = 3;

    /// <summary>One thread, every tokenizer newly constructed for each run; construction is not timed.</summary>
    public void PrintAgainstPeers(string[] files)
    {
        Console.WriteLine($"encode, decode: {SideBySide.Cpu()}, one thread, medians of {Runs} (peers {PeerRuns}) runs, MB/s\n");
        Console.WriteLine("| file | Cs336, new | Cs336, again | ML.Tokenizers | SharpToken | ratio | Cs336 decodes | ML.Tokenizers | SharpToken | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        List<string> differences = [];
        foreach (var file in files)
        {
            var utf8 = File.ReadAllBytes(file);
            var documents = Peers.Documents(utf8);
            var (fresh, again, decoding) = Ours(utf8);
            var ml = Peer(() => peers.MlTokenizers(), (peer, text) => [.. peer.EncodeToIds(text)], (peer, ids) => peer.Decode(ids)!, documents);
            var sharp = Peer(Peers.SharpTokenizer, (peer, text) => [.. peer.Encode(text)], (peer, ids) => peer.Decode(ids), documents);
            var mb = utf8.Length / 1e6;
            Console.WriteLine(FormattableString.Invariant(
                $"| {Path.GetFileName(file)} | {mb / fresh:F0} | {mb / again:F0} | {mb / ml.Encode:F1} | {mb / sharp.Encode:F1} | {Math.Min(ml.Encode, sharp.Encode) / fresh:F1} ")
                + FormattableString.Invariant(
                $"| {mb / decoding:F0} | {mb / ml.Decode:F1} | {mb / sharp.Decode:F1} | {Math.Min(ml.Decode, sharp.Decode) / decoding:F1} |"));
            differences.Add($"{Path.GetFileName(file)}: {Differences("ML.Tokenizers", documents, ml.Ids)}; {Differences("SharpToken", documents, sharp.Ids)}");
        }
        Console.WriteLine();
        differences.ForEach(Console.WriteLine);
    }

    /// <summary>
    /// How a peer's ids differ from ours. .NET's regular expressions see a character beyond U+FFFF as two that are no letters, so peers that
    /// use them cut letters and numbers there differently.
    /// </summary>
    private string Differences(string peer, string[] documents, int[][] ids)
    {
        var ours = peers.Ours();
        var differing = Enumerable.Range(0, documents.Length)
            .Where(i => !ours.Encode(documents[i]).AsSpan().SequenceEqual(ids[i]))
            .ToList();
        var astral = differing.Count(i => documents[i].Any(char.IsSurrogate));
        return FormattableString.Invariant($"{peer} gives the same ids for {documents.Length - differing.Count:N0} of {documents.Length:N0} documents")
            + (differing.Count == 0 ? "" : FormattableString.Invariant($" ({astral:N0} of the others have characters beyond U+FFFF)"));
    }

    /// <summary>A file from the disk's cache on one thread and on two.</summary>
    public void PrintThreads(string[] files)
    {
        Console.WriteLine($"encode a file: {SideBySide.Cpu()}, medians of {Runs} runs, new tokenizers, MB/s\n");
        Console.WriteLine("| file | 1 thread | 2 threads | ratio |\n|---|---|---|---|");
        foreach (var file in files)
        {
            var mb = new FileInfo(file).Length / 1e6;
            List<double> one = [], two = [];
            for (var run = 0; run < Runs; run++)
            {
                one.Add(SecondsOfFile(file, 1));
                two.Add(SecondsOfFile(file, 2));
            }
            Console.WriteLine(FormattableString.Invariant(
                $"| {Path.GetFileName(file)} | {mb / Median(one):F0} | {mb / Median(two):F0} | {Median(one) / Median(two):F2} |"));
        }
    }

    /// <summary>A megabyte without a place to cut it.</summary>
    public void PrintLongPreTokens()
    {
        Console.WriteLine($"one pre-token of 1 MB: {SideBySide.Cpu()}, medians of {Runs} runs, new tokenizers, ms\n");
        var random = new Random(1);
        var letters = Enumerable.Range(0, 1_000_000).Select(_ => (byte)('a' + random.Next(26))).ToArray();
        foreach (var (name, text) in new[] { ("aaaa…", Encoding.ASCII.GetBytes(new string('a', 1_000_000))), ("random letters", letters) })
        {
            var ids = new int[text.Length];
            var seconds = Enumerable.Range(0, Runs).Select(_ => peers.Ours()).Select(ours => Seconds(() => ours.TryEncode(text, ids, out var _)));
            Console.WriteLine(FormattableString.Invariant($"{name}: {1000 * Median([.. seconds]):F1}"));
        }
    }

    private (double Fresh, double Again, double Decode) Ours(byte[] utf8)
    {
        List<double> fresh = [], again = [], decode = [];
        var ids = new int[utf8.Length];
        var text = new byte[utf8.Length];
        for (var run = 0; run < Runs; run++)
        {
            var tokenizer = peers.Ours();
            var count = 0;
            fresh.Add(Seconds(() => tokenizer.TryEncode(utf8, ids, out count)));
            again.Add(Seconds(() => tokenizer.TryEncode(utf8, ids, out count)));
            decode.Add(Seconds(() => tokenizer.TryDecode(ids.AsSpan(0, count), text, out var _)));
            if (!text.AsSpan().SequenceEqual(utf8))
                throw new InvalidOperationException("What was decoded is not what was encoded.");
        }
        return (Median(fresh), Median(again), Median(decode));
    }

    private static (double Encode, double Decode, int[][] Ids) Peer<T>(
        Func<T> create, Func<T, string, int[]> encode, Func<T, int[], string> decode, string[] documents)
    {
        List<double> encoding = [], decoding = [];
        var ids = new int[documents.Length][];
        for (var run = 0; run < PeerRuns; run++)
        {
            var peer = create();
            encoding.Add(Seconds(() =>
            {
                for (var i = 0; i < documents.Length; i++)
                    ids[i] = encode(peer, documents[i]);
            }));
            decoding.Add(Seconds(() =>
            {
                foreach (var document in ids)
                    decode(peer, document);
            }));
        }
        return (Median(encoding), Median(decoding), ids);
    }

    private double SecondsOfFile(string file, int threads)
    {
        var tokenizer = peers.Ours();
        long count = 0;
        return Seconds(() => tokenizer.EncodeFile(file, threads, part => Interlocked.Add(ref count, part.Span.Length)));
    }

    /// <summary>What was left behind before is collected first, so that nobody pays for another's garbage.</summary>
    private static double Seconds(Action action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var stopwatch = Stopwatch.StartNew();
        action();
        return stopwatch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
