using System.Security.Cryptography;
using Cs336.Model;

namespace Cs336.Train.Files;

/// <summary>A text that a user names: a file, a gzipped one, a pipe, or <c>-</c> for standard input.</summary>
/// <param name="Path">As the user wrote it.</param>
/// <param name="Length">How many bytes there are to read, compressed or not; null where only the end of a pipe tells.</param>
/// <param name="IsPlain">Whether it is a file whose bytes are the text, so that it can be read at any place.</param>
internal sealed record TextInput(string Path, long? Length, bool IsPlain)
{
    private const string StandardInput = "-";

    private static ReadOnlySpan<byte> GzipMark => [0x1F, 0x8B];

    /// <summary>A named pipe, opened once: whoever writes to it would find it closed if it were opened again.</summary>
    private FileStream? Pipe { get; init; }

    private bool IsStandardInput => Path == StandardInput;

    /// <summary>What to call it in a sentence.</summary>
    public string Name => IsStandardInput ? "standard input" : Path;

    /// <summary>Looks at texts before anything is done with them.</summary>
    /// <exception cref="IOException">One is missing or empty, or is a directory.</exception>
    /// <exception cref="ConfigurationException">Standard input is named twice.</exception>
    /// <param name="paths">What the user named.</param>
    /// <param name="cancellation">Ends the wait for whoever writes to a named pipe.</param>
    public static IReadOnlyList<TextInput> Require(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        if (paths.Count(path => path == StandardInput) > 1)
            throw new ConfigurationException("--input: standard input (-) can be read only once; found it twice.");
        return [.. paths.Select(path => Require(path, cancellation))];
    }

    /// <summary>How many bytes there are to read in all; null where only the end of a pipe tells.</summary>
    public static long? LengthOf(IReadOnlyList<TextInput> inputs) =>
        inputs.All(input => input.Length is not null) ? inputs.Sum(input => input.Length) : null;

    /// <summary>The text from its beginning, decompressed.</summary>
    /// <param name="cancellation">Ends a read that waits for a pipe.</param>
    /// <param name="hash">Takes every byte of the text that is read.</param>
    public TextStream Open(CancellationToken cancellation, IncrementalHash? hash = null)
    {
        var source = IsStandardInput ? Console.OpenStandardInput() : Pipe ?? OpenFile(Path);
        var isPipe = !source.CanSeek;
        Stream raw = isPipe ? new PipeStream(source, cancellation) : source;
        var beginning = new byte[GzipMark.Length];
        var read = raw.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        Stream whole = new PeekedStream(beginning.AsMemory(0, read), raw);
        var text = beginning.AsSpan(0, read).SequenceEqual(GzipMark) ? new GzippedStream(whole) : whole;
        return new TextStream(Name, text, isPipe ? null : source) { Hash = hash };
    }

    private static TextInput Require(string path, CancellationToken cancellation)
    {
        if (path == StandardInput)
            return new(path, null, IsPlain: false);
        if (Directory.Exists(path))
            throw new IOException($"{path}: expected a text file; found a directory.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file.", path);
        // A named pipe opens when somebody opens its other end.
        var opened = Task.Run(() => OpenFile(path)).WaitAsync(cancellation).GetAwaiter().GetResult();
        if (!opened.CanSeek)
            return new(path, null, IsPlain: false) { Pipe = opened };
        using var file = opened;
        if (file.Length == 0)
            throw new IOException(TextStream.EmptySentence(path));
        var beginning = new byte[GzipMark.Length];
        file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        return new(path, file.Length, IsPlain: !beginning.AsSpan().SequenceEqual(GzipMark));
    }

    // Large reads, and no buffer between: whoever reads has one.
    private static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    /// <summary>A pipe, which may stay silent for ever: a read gives up when it is cancelled.</summary>
    private sealed class PipeStream(Stream pipe, CancellationToken cancellation) : ReadingStream
    {
        private readonly byte[] buffer = new byte[1 << 16];

        public override int Read(Span<byte> destination)
        {
            var wanted = Math.Min(buffer.Length, destination.Length);
            var read = Task.Run(() => pipe.Read(buffer, 0, wanted)).WaitAsync(cancellation).GetAwaiter().GetResult();
            buffer.AsSpan(0, read).CopyTo(destination);
            return read;
        }
    }
}
