using System.Diagnostics;
using Xunit;

namespace Cs336.Architecture.Tests;

public sealed class CompiledCodeTests
{
    [Fact]
    public void Uses_are_found_in_every_kind_of_method_body()
    {
        var uses = CompiledCode.Uses(typeof(CompiledCodeTests).Assembly)
            .Where(use => use.Home == nameof(Specimen))
            .Select(use => $"{use.Member.DeclaringType!.Name}.{use.Member.Name}")
            .ToHashSet();

        Assert.Superset(
            new HashSet<string>
            {
                "File.Exists", "File.ReadAllText", "File.Delete", "File.ReadAllBytesAsync", "Directory.GetFiles", "FileStream..ctor",
                "Stopwatch.Frequency", "List`1.Add", "Environment.get_TickCount",
            },
            uses);
    }

    [Fact]
    public void Operands_of_every_size_are_stepped_over()
    {
        var uses = CompiledCode.Uses(typeof(Operands)).Select(use => use.Member.Name);

        Assert.Equal(["Abs", "Floor", "Sign", "get_Length", ".ctor"], uses);
    }
}

internal static class Specimen
{
    private static readonly int Started = Environment.TickCount;

    public static bool Plain(string path) => File.Exists(path) && Started > 0;

    public static Func<string, string> Lambda() => path => File.ReadAllText(path);

    public static Action<string> MethodGroup() => File.Delete;

    public static Task<byte[]> Asynchronous(string path)
    {
        return Read();

        async Task<byte[]> Read() => await File.ReadAllBytesAsync(path);
    }

    public static IEnumerable<string> Iterator(string path)
    {
        foreach (var name in Directory.GetFiles(path))
            yield return name;
    }

    public static Stream Created(string path) => new FileStream(path, FileMode.Open);

    public static long Field() => Stopwatch.Frequency;

    public static List<T> Generic<T>(T item)
    {
        var list = new List<T>();
        list.Add(item);
        return list;
    }
}

internal sealed class Operands
{
    public static long Numbers(int choice, double x)
    {
        switch (choice)
        {
            case 0: return 0x1234_5678_9ABC_DEF0;
            case 1: return Math.Abs(choice + 300_000);
            case 2: return (long)Math.Floor(x * 2.5);
            case 3: return Math.Sign(x * 2.5f);
            case 4: return choice == 4 ? 1 : 2;
            default: return "text".Length;
        }
    }
}
