using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>SHA-256 of ids as little-endian uint16, as they come.</summary>
internal sealed class IdHash : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Append(int id)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)id));
        hash.AppendData(bytes);
    }

    public void Append(IEnumerable<int> ids)
    {
        foreach (var id in ids)
            Append(id);
    }

    /// <summary>The hash so far, in lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public void Dispose() => hash.Dispose();
}
