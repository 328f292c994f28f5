using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Marks the unused requirement <c>GLIBCXX_3.4.32</c> of a copied <c>libLibTorchSharp.so</c> as weak, where the system's
/// libstdc++ does not offer that version. Compiled and run by MSBuild (see LoadableLibTorchSharp.targets).
/// </summary>
/// <remarks>
/// Layout of the section <c>.gnu.version_r</c>: System V gABI, "Symbol Versioning" (Elfxx_Verneed and Elfxx_Vernaux).
/// A weak requirement (<c>VER_FLG_WEAK</c>) that is not met is a warning to the loader, not an error.
/// </remarks>
public sealed class MakeLibTorchSharpLoadable : Task
{
    private const string Version = "GLIBCXX_3.4.32";
    private const uint VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2;                // VER_FLG_WEAK

    /// <summary>The copies of libLibTorchSharp.so in output or publish folders.</summary>
    [Required]
    public ITaskItem[] Files { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (SystemOffersTheVersion())
            return true;
        foreach (var file in Files)
            MakeLoadable(file.GetMetadata("FullPath"));
        return !Log.HasLoggedErrors;
    }

    /// <summary>.NET itself runs on the system's libstdc++, so the process's own map of files says which one that is.</summary>
    private static bool SystemOffersTheVersion()
    {
        var library = File.ReadLines("/proc/self/maps")
            .Select(line => line.IndexOf('/') is var start && start >= 0 ? line.Substring(start) : "")
            .FirstOrDefault(path => Path.GetFileName(path).StartsWith("libstdc++.so", StringComparison.Ordinal));
        return library is null || IndexOf(File.ReadAllBytes(library), Encoding.ASCII.GetBytes(Version + "\0")) >= 0;
    }

    private void MakeLoadable(string path)
    {
        var image = File.ReadAllBytes(path);
        var flags = FindFlags(image);
        if (flags < 0 || (BitConverter.ToUInt16(image, flags) & Weak) != 0)
            return;
        image[flags] |= (byte)Weak;

        // The file may be a link into the package cache: write a new one and rename it into place. Its time stays the source's,
        // so that incremental builds see nothing to copy.
        var time = File.GetLastWriteTimeUtc(path);
        var temporary = path + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, image);
        File.SetLastWriteTimeUtc(temporary, time);
        File.Delete(path);
        File.Move(temporary, path);
        Log.LogMessage(MessageImportance.High, $"{path}: marked {Version} as weak, since this system's libstdc++ lacks it.");
    }

    /// <summary>The position of <c>vna_flags</c> of the version's entry in <c>.gnu.version_r</c>, or -1.</summary>
    private static int FindFlags(byte[] image)
    {
        var is64BitElf = image.Length > 0x40 && image[0] == 0x7f && image[1] == 'E' && image[2] == 'L' && image[3] == 'F' && image[4] == 2;
        if (!is64BitElf)
            return -1;
        var sections = (int)BitConverter.ToUInt64(image, 0x28);
        var sectionSize = BitConverter.ToUInt16(image, 0x3a);
        var sectionCount = BitConverter.ToUInt16(image, 0x3c);
        for (var i = 0; i < sectionCount; i++)
        {
            var section = sections + i * sectionSize;
            if (BitConverter.ToUInt32(image, section + 4) != VersionNeeds)
                continue;
            var names = sections + (int)BitConverter.ToUInt32(image, section + 0x28) * sectionSize;
            return FindFlags(image, (int)BitConverter.ToUInt64(image, section + 0x18), (int)BitConverter.ToUInt64(image, names + 0x18));
        }
        return -1;
    }

    private static int FindFlags(byte[] image, int need, int names)
    {
        var wanted = Encoding.ASCII.GetBytes(Version + "\0");
        while (true)
        {
            var entry = need + (int)BitConverter.ToUInt32(image, need + 8);
            while (true)
            {
                var name = names + (int)BitConverter.ToUInt32(image, entry + 8);
                if (Matches(image, name, wanted))
                    return entry + 4;
                var nextEntry = (int)BitConverter.ToUInt32(image, entry + 12);
                if (nextEntry == 0)
                    break;
                entry += nextEntry;
            }
            var nextNeed = (int)BitConverter.ToUInt32(image, need + 12);
            if (nextNeed == 0)
                return -1;
            need += nextNeed;
        }
    }

    private static int IndexOf(byte[] haystack, byte[] needle)
    {
        for (var i = Array.IndexOf(haystack, needle[0]); i >= 0 && i + needle.Length <= haystack.Length; i = Array.IndexOf(haystack, needle[0], i + 1))
        {
            if (Matches(haystack, i, needle))
                return i;
        }
        return -1;
    }

    private static bool Matches(byte[] image, int position, byte[] wanted) =>
        wanted.Select((value, offset) => image[position + offset] == value).All(equal => equal);
}
