using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Sets <c>MethodImplOptions.AggressiveOptimization</c> on the methods of a compiled F# assembly that carry its <c>CompiledForSpeed</c>
/// attribute: the F# compiler drops that flag without a word. Compiled and run by MSBuild (see AggressiveOptimization.targets).
/// </summary>
/// <remarks>Layout of the tables: ECMA-335, II.22 (rows), II.24.2.6 (the stream <c>#~</c>), II.25 (the file).</remarks>
public sealed class SetAggressiveOptimization : Task
{
    private const string Attribute = "CompiledForSpeedAttribute";
    private const ushort Flag = 0x200;

    private const int Module = 0x00, TypeRef = 0x01, TypeDef = 0x02, Field = 0x04, MethodDef = 0x06, Param = 0x08, InterfaceImpl = 0x09;
    private const int MemberRef = 0x0A, CustomAttribute = 0x0C, DeclSecurity = 0x0E, StandAloneSig = 0x11, Event = 0x14, Property = 0x17;
    private const int ModuleRef = 0x1A, TypeSpec = 0x1B, Assembly = 0x20, AssemblyRef = 0x23, FileTable = 0x26, ExportedType = 0x27;
    private const int ManifestResource = 0x28, GenericParam = 0x2A, MethodSpec = 0x2B, GenericParamConstraint = 0x2C;

    // What a coded index of each kind may point to.
    private static readonly int[] ResolutionScope = { Module, ModuleRef, AssemblyRef, TypeRef };
    private static readonly int[] TypeDefOrRef = { TypeDef, TypeRef, TypeSpec };
    private static readonly int[] MemberRefParent = { TypeDef, TypeRef, ModuleRef, MethodDef, TypeSpec };
    private static readonly int[] HasConstant = { Field, Param, Property };
    private static readonly int[] CustomAttributeType = { MethodDef, MemberRef };
    private static readonly int[] HasCustomAttribute =
    {
        MethodDef, Field, TypeRef, TypeDef, Param, InterfaceImpl, MemberRef, Module, DeclSecurity, Property, Event, StandAloneSig, ModuleRef,
        TypeSpec, Assembly, AssemblyRef, FileTable, ExportedType, ManifestResource, GenericParam, GenericParamConstraint, MethodSpec,
    };

    private byte[] image = Array.Empty<byte>();
    private readonly int[] rows = new int[64];
    private readonly int[] starts = new int[CustomAttribute + 1];
    private int heapSizes;
    private int names;

    /// <summary>The assembly as the compiler wrote it.</summary>
    [Required]
    public ITaskItem File { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var path = File.GetMetadata("FullPath");
        image = System.IO.File.ReadAllBytes(path);
        ReadTables();
        var marked = MarkedMethods();
        if (marked.Length == 0)
        {
            Log.LogError($"{path}: no method carries {Attribute}; expected at least one.");
            return false;
        }
        if (marked.Count(SetFlag) > 0)
            System.IO.File.WriteAllBytes(path, image);
        return true;
    }

    private bool SetFlag(int method)
    {
        var flags = starts[MethodDef] + (method - 1) * RowSize(MethodDef) + 4;
        if ((U2(flags) & Flag) != 0)
            return false;
        image[flags + 1] |= Flag >> 8;
        return true;
    }

    /// <summary>The numbers, from 1, of the methods whose attribute's constructor belongs to the attribute's type.</summary>
    private int[] MarkedMethods()
    {
        var type = Enumerable.Range(0, rows[TypeDef]).FirstOrDefault(row => NameAt(Row(TypeDef, row) + 4) == Attribute);
        var methods = RowSize(TypeDef) - Index(MethodDef);
        var first = Number(Row(TypeDef, type) + methods, Index(MethodDef));
        var next = type + 1 < rows[TypeDef] ? Number(Row(TypeDef, type + 1) + methods, Index(MethodDef)) : rows[MethodDef] + 1;
        var parent = Coded(5, HasCustomAttribute);
        return Enumerable.Range(0, rows[CustomAttribute])
            .Select(row => Row(CustomAttribute, row))
            .Select(row => (Of: Number(row, parent), Constructor: Number(row + parent, Coded(3, CustomAttributeType))))
            .Where(entry => (entry.Of & 31) == 0 && (entry.Constructor & 7) == 2)
            .Where(entry => entry.Constructor >> 3 >= first && entry.Constructor >> 3 < next)
            .Select(entry => entry.Of >> 5)
            .ToArray();
    }

    private void ReadTables()
    {
        var metadata = Offset(U4(Offset(CliHeaderAddress()) + 8));
        var streams = metadata + 16 + U4(metadata + 12);
        var tables = 0;
        for (int header = streams + 4, count = U2(streams + 2); count > 0; count--)
        {
            var name = Text(header + 8);
            if (name == "#~")
                tables = metadata + U4(header);
            else if (name == "#Strings")
                names = metadata + U4(header);
            header += 8 + (name.Length + 4) / 4 * 4;
        }
        heapSizes = image[tables + 6];
        var present = BitConverter.ToUInt64(image, tables + 8);
        var position = tables + 24;
        for (var table = 0; table < 64; table++)
        {
            if ((present >> table & 1) == 0)
                continue;
            rows[table] = U4(position);
            position += 4;
        }
        for (var table = 0; table <= CustomAttribute; table++)
        {
            starts[table] = position;
            position += rows[table] * RowSize(table);
        }
    }

    private int RowSize(int table)
    {
        int text = (heapSizes & 1) != 0 ? 4 : 2, guid = (heapSizes & 2) != 0 ? 4 : 2, blob = (heapSizes & 4) != 0 ? 4 : 2;
        switch (table)
        {
            case Module: return 2 + text + 3 * guid;
            case TypeRef: return Coded(2, ResolutionScope) + 2 * text;
            case TypeDef: return 4 + 2 * text + Coded(2, TypeDefOrRef) + Index(Field) + Index(MethodDef);
            case Field: return 2 + text + blob;
            case MethodDef: return 8 + text + blob + Index(Param);
            case Param: return 4 + text;
            case InterfaceImpl: return Index(TypeDef) + Coded(2, TypeDefOrRef);
            case MemberRef: return Coded(3, MemberRefParent) + text + blob;
            case 0x0B: return 2 + Coded(2, HasConstant) + blob;
            case CustomAttribute: return Coded(5, HasCustomAttribute) + Coded(3, CustomAttributeType) + blob;
            default: return 0; // FieldPtr, MethodPtr and ParamPtr are for edit and continue only.
        }
    }

    private int Index(int table) => rows[table] < 1 << 16 ? 2 : 4;

    private int Coded(int tagBits, int[] tables) => tables.All(table => rows[table] < 1 << (16 - tagBits)) ? 2 : 4;

    private int Row(int table, int row) => starts[table] + row * RowSize(table);

    private int CliHeaderAddress()
    {
        var optional = U4(0x3C) + 24;
        var directories = optional + (U2(optional) == 0x20B ? 112 : 96);
        return U4(directories + 14 * 8);
    }

    /// <summary>The place in the file of an address in memory.</summary>
    private int Offset(int address)
    {
        var header = U4(0x3C);
        var sections = header + 24 + U2(header + 20);
        for (var section = sections; ; section += 40)
        {
            var start = U4(section + 12);
            if (address >= start && address < start + U4(section + 16))
                return address - start + U4(section + 20);
        }
    }

    private string NameAt(int position) => Text(names + Number(position, (heapSizes & 1) != 0 ? 4 : 2));

    private string Text(int position) => Encoding.UTF8.GetString(image, position, Array.IndexOf(image, (byte)0, position) - position);

    private int Number(int position, int size) => size == 2 ? U2(position) : U4(position);

    private int U2(int position) => BitConverter.ToUInt16(image, position);

    private int U4(int position) => BitConverter.ToInt32(image, position);
}
