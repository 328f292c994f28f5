using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Serialization;

namespace Cs336.Train.Doctor;

/// <summary>Whether TorchSharp's library was made loadable on a system with an older libstdc++ (build/LoadableLibTorchSharp.targets).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NativePatch>))]
internal enum NativePatch
{
    /// <summary>The library loads as it comes.</summary>
    [JsonStringEnumMemberName("notNeeded")]
    NotNeeded,

    /// <summary>The requirement is marked weak.</summary>
    [JsonStringEnumMemberName("applied")]
    Applied,

    /// <summary>The library needs a version that this system lacks.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,
}

/// <summary>Reads from the library itself whether it was patched.</summary>
/// <remarks>
/// The section <c>.gnu.version_r</c> of System V's gABI, "Symbol Versioning"; the task of the build that writes the mark is compiled by
/// MSBuild alone and cannot be shared.
/// </remarks>
internal static class NativePatches
{
    /// <summary>The version that TorchSharp 0.107 lists and no relocation uses.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    private const uint VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2;                // VER_FLG_WEAK

    /// <summary>The state of a library of these bytes, which could be loaded or not.</summary>
    public static NativePatch Of(ReadOnlySpan<byte> library, bool loads) => FlagsOf(library) switch
    {
        { } flags when (flags & Weak) != 0 => NativePatch.Applied,
        not null when !loads => NativePatch.Missing,
        _ => NativePatch.NotNeeded,
    };

    /// <summary>The flags of the requirement; null where the library is no whole 64-bit ELF file or does not have it.</summary>
    private static ushort? FlagsOf(ReadOnlySpan<byte> image)
    {
        try
        {
            return image.StartsWith("\u007fELF\u0002"u8) ? FlagsInSections(image) : null;
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            // A place beyond the end: the file was cut off.
            return null;
        }
    }

    private static ushort? FlagsInSections(ReadOnlySpan<byte> image)
    {
        var (sections, size, count) = (Offset(image, 0x28), UInt16(image, 0x3a), UInt16(image, 0x3c));
        for (var i = 0; i < count; i++)
        {
            var section = image[(sections + i * size)..];
            if (UInt32(section, 4) != VersionNeeds)
                continue;
            var names = image[Offset(image[(sections + (int)UInt32(section, 0x28) * size)..], 0x18)..];
            return FlagsIn(image[Offset(section, 0x18)..], names);
        }
        return null;
    }

    /// <summary>The same among the requirements, one list for each library that is needed.</summary>
    private static ushort? FlagsIn(ReadOnlySpan<byte> need, ReadOnlySpan<byte> names)
    {
        var version = Encoding.ASCII.GetBytes(Version + '\0');
        while (true)
        {
            var entry = need[(int)UInt32(need, 8)..];
            while (true)
            {
                if (names[(int)UInt32(entry, 8)..].StartsWith(version))
                    return UInt16(entry, 4);
                if (UInt32(entry, 12) == 0)
                    break;
                entry = entry[(int)UInt32(entry, 12)..];
            }
            if (UInt32(need, 12) == 0)
                return null;
            need = need[(int)UInt32(need, 12)..];
        }
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static int Offset(ReadOnlySpan<byte> bytes, int at) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]));
}
