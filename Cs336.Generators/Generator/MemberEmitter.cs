namespace Cs336.Generators;

/// <summary>Writes what one declared member contributes to its layer's generated half.</summary>
internal static class MemberEmitter
{
    /// <summary>The field behind the property. Several modules are kept as the module that holds them.</summary>
    public static void WriteField(SourceWriter writer, MemberSpec member) =>
        writer.Line($"private {FieldType(member)} {member.Field};");

    /// <summary>The property whose assignment registers the member.</summary>
    public static void WriteProperty(SourceWriter writer, MemberSpec member)
    {
        writer.Gap();
        writer.Line($"{member.Modifiers} {member.Type} {member.Name}");
        writer.Open();
        writer.Line($"get => {member.Field};");
        if (!member.IsNullable)
            writer.Line($"[global::System.Diagnostics.CodeAnalysis.MemberNotNull(nameof({member.Field}))]");
        writer.Line(member.InitModifiers.Length == 0 ? "init" : $"{member.InitModifiers} init");
        writer.Open();
        if (member.IsNullable)
        {
            writer.Line("if (value is null)");
            writer.Open();
            writer.Line($"if ({member.Field} is not null)");
            var complaint = Literal($"{member.Role} {member.StateName} is already registered.");
            writer.Continuation($"throw new global::System.InvalidOperationException({complaint});");
            writer.Line("return;");
            writer.Close();
        }
        WriteRegistration(writer, member);
        writer.Close();
        writer.Close();
    }

    /// <summary>The helper that allocates and initialises a parameter, where its declaration names an initialiser.</summary>
    public static void WriteCreate(SourceWriter writer, MemberSpec member)
    {
        if (member.Initialiser is null)
            return;
        var shape = $"[{string.Join(", ", member.Shape)}]";
        var symbols = member.Shape.Where(dim => !char.IsDigit(dim[0])).Distinct().ToList();
        var parameters = string.Join(", ", symbols.Select(symbol => $"long {symbol}").Append($"{AnnotationNames.Placement} at = default"));
        var (name, initialiser) = (member.Name, member.Initialiser);

        writer.Gap();
        writer.Line($"/// <summary>Allocates <see cref=\"{name}\"/> as <c>{shape}</c> and lets <c>{initialiser}</c> fill it.</summary>");
        foreach (var symbol in symbols)
            writer.Line($"/// <param name=\"{symbol}\">The size of the dimension <c>{symbol}</c>.</param>");
        writer.Line("/// <param name=\"at\">Device and element type: the CPU and float32 unless given.</param>");
        writer.Line($"private static global::TorchSharp.Modules.Parameter Create{name.TrimStart('@')}({parameters}) =>");
        writer.Continuation($"at.CreateParameter({shape}, {initialiser});");
    }

    /// <summary>The statement that replaces a moved tensor.</summary>
    public static void WriteMove(SourceWriter writer, MemberSpec member)
    {
        var (name, field) = (Literal(member.StateName), member.Field);
        var (follows, persistent) = (Literal(member.FollowsDType), Literal(member.IsPersistent));
        writer.Line(member.Role == StateRole.Parameter
            ? $"ConditionallyRegisterParameter({name}, {field} = move.Of({field}));"
            : $"ConditionallyRegisterBuffer({name}, {field} = move.Of({field}, followsDType: {follows}), persistent: {persistent});");
    }

    /// <summary>The member's line in the state table of the module called <paramref name="module"/>.</summary>
    public static string TableEntry(MemberSpec member, string module)
    {
        var arguments = new List<string> { Literal(member.StateName) };
        if (member.Role != StateRole.Submodule)
            arguments.Add($"[{string.Join(", ", member.Shape.Select(Literal))}]");
        arguments.Add($"static ({module} module) => {(member.IsModuleList ? UpToDate($"module.{member.Field}") : $"module.{member.Field}")}");
        if (member.Role == StateRole.Buffer)
            arguments.Add($"persistent: {Literal(member.IsPersistent)}");
        arguments.AddRange(member.Aliases.Select(alias => $"({AnnotationNames.Dialect}.{alias.Dialect}, {Literal(alias.Name)})"));
        return $"{AnnotationNames.StateEntry}.{member.Role}({string.Join(", ", arguments)})";
    }

    /// <summary>An expression for TorchSharp's list in <paramref name="field"/> after it registered what it holds.</summary>
    public static string UpToDate(string field) => $"{AnnotationNames.ModuleLists}.UpToDate({field})";

    private static void WriteRegistration(SourceWriter writer, MemberSpec member)
    {
        var name = Literal(member.StateName);
        switch (member.Role)
        {
            case StateRole.Parameter:
                writer.Line($"{AnnotationNames.StateShape}.Check(this, {name}, value);");
                writer.Line($"register_parameter({name}, value);");
                writer.Line("value.DetachFromDisposeScope();");
                writer.Line($"{member.Field} = value;");
                break;
            case StateRole.Buffer:
                writer.Line($"{AnnotationNames.StateShape}.Check(this, {name}, value);");
                writer.Line($"register_buffer({name}, value, persistent: {Literal(member.IsPersistent)});");
                writer.Line("value.DetachFromDisposeScope();");
                writer.Line($"{member.Field} = value;");
                break;
            case StateRole.Submodule when member.Collection is not null:
                writer.Line($"var collection = {member.Collection}.Of(value);");
                writer.Line($"register_module({name}, collection);");
                writer.Line($"{member.Field} = collection;");
                break;
            default:
                // TorchSharp takes null for a request to remove a child.
                if (!member.IsNullable)
                    writer.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
                writer.Line($"register_module({name}, value);");
                writer.Line($"{member.Field} = value;");
                break;
        }
    }

    private static string FieldType(MemberSpec member) =>
        member.Collection is null ? member.Type : member.Collection + (member.IsNullable ? "?" : "");

    private static string Literal(string text) => $"\"{text}\"";

    private static string Literal(bool value) => value ? "true" : "false";
}
