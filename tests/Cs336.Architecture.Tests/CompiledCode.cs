using System.Reflection;
using System.Reflection.Emit;

namespace Cs336.Architecture.Tests;

/// <summary>A place in the code that names a method, a constructor or a field.</summary>
/// <param name="Home">The outermost type around it, without arity.</param>
/// <param name="Member">What is named.</param>
internal sealed record MemberUse(string Home, MemberInfo Member)
{
    public override string ToString() => $"{Home} uses {Member.DeclaringType?.FullName}.{Member.Name}";
}

/// <summary>Reads what compiled code calls, creates, takes the address of or loads (ECMA-335, partition III).</summary>
internal static class CompiledCode
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private const byte TwoByteOpCode = 0xFE;

    private static readonly Dictionary<short, OpCode> OpCodesByValue =
        typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>All uses in an assembly, those in lambdas, iterators and asynchronous methods included.</summary>
    public static IEnumerable<MemberUse> Uses(Assembly assembly) => assembly.GetTypes().SelectMany(Uses);

    /// <summary>All uses in the methods that a type declares; nested types are types of their own.</summary>
    public static IEnumerable<MemberUse> Uses(Type type) =>
        from method in type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared))
        from token in MemberTokens(method.GetMethodBody()?.GetILAsByteArray() ?? [])
        select new MemberUse(Home(type), Resolve(method, token));

    // F# keeps the closures of BpeTrainer.fs in a type named $BpeTrainer.
    private static string Home(Type type) =>
        type.DeclaringType is { } outer ? Home(outer) : type.Name.Split('`')[0].TrimStart('$');

    private static MemberInfo Resolve(MethodBase method, int token) =>
        method.Module.ResolveMember(
            token,
            method.DeclaringType!.GetGenericArguments(),
            method.IsGenericMethod ? method.GetGenericArguments() : [])!;

    private static IEnumerable<int> MemberTokens(byte[] code)
    {
        using var reader = new BinaryReader(new MemoryStream(code));
        while (reader.BaseStream.Position < code.Length)
        {
            var operand = ReadOpCode(reader).OperandType;
            if (operand is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok)
                yield return reader.ReadInt32();
            else if (operand is OperandType.InlineSwitch)
                Skip(sizeof(int) * reader.ReadInt32());
            else
                Skip(SizeOf(operand));
        }

        void Skip(int bytes) => reader.BaseStream.Seek(bytes, SeekOrigin.Current);
    }

    private static OpCode ReadOpCode(BinaryReader reader)
    {
        var first = reader.ReadByte();
        return OpCodesByValue[first == TwoByteOpCode ? (short)(first << 8 | reader.ReadByte()) : first];
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
