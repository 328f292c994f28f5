using System.Security.Cryptography;

namespace Cs336.Train.CourseData;

/// <summary>Length and SHA-256 of a stream of many gigabytes, with progress.</summary>
internal static class ContentHash
{
    private const int BufferLength = 1 << 20; // bytes

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="copy">Where everything read is written too; or null.</param>
    /// <param name="report">Told how many bytes have been read, after every piece.</param>
    /// <param name="stop">Ends it between two pieces.</param>
    /// <returns>The length in bytes, and the SHA-256 in lower-case hexadecimal.</returns>
    public static (long Bytes, string Sha256) Of(Stream source, Stream? copy, Action<long> report, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        var bytes = 0L;
        while (source.Read(buffer) is > 0 and var read)
        {
            stop.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
            copy?.Write(buffer, 0, read);
            bytes += read;
            report(bytes);
        }
        return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
