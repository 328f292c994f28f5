using System.Security.Cryptography;

namespace Cs336.Train.Tokenization;

/// <summary>SHA-256 of texts, one after the other.</summary>
internal static class TextHash
{
    /// <summary>Appends the contents of files.</summary>
    public static void Append(IncrementalHash hash, IEnumerable<string> paths, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 20];
        foreach (var path in paths)
        {
            using var file = File.OpenRead(path);
            while (file.Read(buffer) is > 0 and var read)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
            }
        }
    }
}
