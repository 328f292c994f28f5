using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Reflection;
using System.Security.Cryptography;
using Xunit;

namespace Cs336.Architecture.Tests;

/// <summary>What the libraries may reach beside their arguments: the disk in a few named types, and nothing else.</summary>
public sealed class SideEffectTests
{
    private static readonly Dictionary<string, string[]> MayTouchTheDisk = new()
    {
        // The facade, and the internal modules through which the facades do the rest.
        ["Cs336.Tokenizer.FSharp"] = ["BpeTokenizer", "CorpusFiles", "Files", "TokenizerDirectory"],
        ["Cs336.Tokenizer.FSharp.Testing"] = [],
        ["Cs336.Annotations"] = [],
        ["Cs336.Model"] = ["Disk", "Checkpoint", "Safetensors", "TokenFile", "TokenFileInfo", "TokenFileWriter"],
    };

    private static readonly Type[] DiskTypes =
    [
        typeof(File), typeof(FileStream), typeof(FileSystemInfo), typeof(Directory), typeof(RandomAccess), typeof(MemoryMappedFile),
    ];

    private static readonly HashSet<string> Clocks =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Environment.get_TickCount", "System.Environment.get_TickCount64", "System.TimeProvider.get_System",
    ];

    public static TheoryData<string> Libraries => [.. MayTouchTheDisk.Keys];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Disk_is_touched_by_named_types_alone(string library) =>
        Violations.ShouldBeNone(Uses(library, TouchesTheDisk).Where(use => !MayTouchTheDisk[library].Contains(use.Home)));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Console_is_left_to_the_executable(string library) =>
        Violations.ShouldBeNone(Uses(library, member => member.DeclaringType == typeof(Console)));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Time_comes_from_a_parameter(string library) =>
        Violations.ShouldBeNone(Uses(library, ReadsAClock));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Randomness_comes_from_a_parameter(string library) =>
        Violations.ShouldBeNone(Uses(library, IsRandomWithoutASeed));

    private static IEnumerable<MemberUse> Uses(string library, Func<MemberInfo, bool> predicate) =>
        CompiledCode.Uses(Assembly.Load(library)).Where(use => predicate(use.Member));

    private static bool TouchesTheDisk(MemberInfo member) =>
        DiskTypes.Any(type => type.IsAssignableFrom(member.DeclaringType))
        || (TakesAPath(member) && (OpensAFile(member) || IsSavingOrLoadingOfTorchSharp(member)));

    private static bool TakesAPath(MemberInfo member) =>
        member is MethodBase method && method.GetParameters().Any(parameter => parameter.ParameterType == typeof(string));

    private static bool OpensAFile(MemberInfo member) =>
        member is ConstructorInfo && (member.DeclaringType == typeof(StreamReader) || member.DeclaringType == typeof(StreamWriter));

    private static bool IsSavingOrLoadingOfTorchSharp(MemberInfo member) =>
        member.Module.Name == "TorchSharp.dll"
        && (member.Name.StartsWith("save", StringComparison.OrdinalIgnoreCase)
            || member.Name.StartsWith("load", StringComparison.OrdinalIgnoreCase));

    private static bool ReadsAClock(MemberInfo member) =>
        member.DeclaringType == typeof(Stopwatch) || Clocks.Contains($"{member.DeclaringType?.FullName}.{member.Name}");

    private static bool IsRandomWithoutASeed(MemberInfo member) =>
        member.DeclaringType == typeof(RandomNumberGenerator)
        || (member.DeclaringType == typeof(Random)
            && (member.Name == "get_Shared" || (member is ConstructorInfo constructor && constructor.GetParameters() is [])));
}
