using System.Reflection;
using Cs336.Train.Startup;
using TorchSharp;

namespace Cs336.Train.Doctor;

/// <summary>The tensor library.</summary>
/// <param name="TorchSharp">TorchSharp's version.</param>
/// <param name="Libtorch">libtorch's version; null where it cannot be loaded.</param>
/// <param name="Library">The file of TorchSharp's native part; null where it is elsewhere than in the program's folder.</param>
/// <param name="NativePatch">Whether that file was patched; null where there is none to look at.</param>
/// <param name="LoadError">Why libtorch cannot be loaded; null where it can.</param>
internal sealed record TorchFacts(string TorchSharp, string? Libtorch, string? Library, NativePatch? NativePatch, string? LoadError)
{
    /// <summary>Looks at the one of this process.</summary>
    public static TorchFacts OfThisProcess()
    {
        var version = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var (error, library) = (NativeTorch.LoadError, NativeTorch.FindLibrary());
        return new(
            version.Split('+')[0],
            error is null ? NativeTorch.Version() : null,
            library,
            library is null ? null : NativePatches.Of(File.ReadAllBytes(library), loads: error is null),
            error);
    }
}
