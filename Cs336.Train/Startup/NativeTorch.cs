using System.Runtime.InteropServices;
using TorchSharp;

namespace Cs336.Train.Startup;

/// <summary>The native libraries under TorchSharp: whether they can be loaded, and which ones they are.</summary>
internal static class NativeTorch
{
    private static readonly Lazy<string?> Error = new(FindLoadError);

    /// <summary>Why they cannot be loaded, in a sentence; null where they can.</summary>
    public static string? LoadError => Error.Value;

    private static string FileName =>
        OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    /// <summary>Makes sure that they are there, before TorchSharp does, which prints pages on standard output when they are not.</summary>
    /// <exception cref="IOException">They cannot be loaded.</exception>
    public static void Require()
    {
        if (LoadError is { } sentence)
            throw new IOException(sentence);
    }

    /// <summary>TorchSharp's own library in the program's folder; null where there is none.</summary>
    public static string? FindLibrary()
    {
        var folder = AppContext.BaseDirectory;
        string[] places = [folder, Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"), .. Portable()];
        return places.Select(place => Path.Combine(place, FileName)).FirstOrDefault(File.Exists);

        // A system's own identifier, such as debian.12-x64, is not that of the package's folder.
        IEnumerable<string> Portable() => Directory.Exists(Path.Combine(folder, "runtimes"))
            ? Directory.EnumerateDirectories(Path.Combine(folder, "runtimes")).Select(runtime => Path.Combine(runtime, "native"))
            : [];
    }

    /// <summary>
    /// The version of the libtorch that is loaded; where it does not say, the one that TorchSharp was made for. Only after
    /// <see cref="Require"/>.
    /// </summary>
    public static string Version()
    {
        if (!NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out var library)
            || !NativeLibrary.TryGetExport(library, "aoti_torch_abi_version", out var export))
        {
            return torch.__version__;
        }
        // libtorch's torch/headeronly/version.h: a byte each for major, minor and patch, from the top.
        var version = Marshal.GetDelegateForFunctionPointer<AbiVersion>(export)();
        return $"{version >> 56}.{(version >> 48) & 0xff}.{(version >> 40) & 0xff}";
    }

    private static string? FindLoadError()
    {
        var assembly = typeof(torch).Assembly;
        // TorchSharp's library does not find libtorch's by itself on every system.
        _ = NativeLibrary.TryLoad("torch_cpu", assembly, null, out _);
        if (NativeLibrary.TryLoad("LibTorchSharp", assembly, null, out _))
            return null;
        if (FindLibrary() is not { } path)
            return $"{AppContext.BaseDirectory}: libtorch cannot be loaded: expected {FileName} there; found none.";
        try
        {
            NativeLibrary.Load(path);
            return $"{path}: libtorch is there, but not where the program looks for it; expected it beside {assembly.Location}.";
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            return $"{path}: libtorch cannot be loaded: {ReasonIn(error.Message)}.";
        }
    }

    /// <summary>The loader's own words within .NET's, which go on about debugging.</summary>
    private static string ReasonIn(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return (lines.Skip(1).FirstOrDefault() ?? lines[0]).TrimEnd('.');
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate ulong AbiVersion();
}
