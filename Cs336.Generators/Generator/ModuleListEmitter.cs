namespace Cs336.Generators;

/// <summary>
/// Writes what a layer needs that declares a ModuleList of TorchSharp: before anything walks through the layer, the list registers what
/// it holds by then.
/// </summary>
internal static class ModuleListEmitter
{
    private const string Torch = "global::TorchSharp.torch";
    private const string Sequence = "global::System.Collections.Generic.IEnumerable";

    // All that TorchSharp's own walks through children consist of; named_buffers asks named_children.
    private static readonly (string Type, string Name, string Parameters, string Arguments)[] s_walks =
    [
        ($"{Sequence}<(string name, {Torch}.nn.Module module)>", "named_children", "", ""),
        ($"{Sequence}<(string name, {Torch}.nn.Module module)>", "named_modules", "", ""),
        ($"{Sequence}<(string name, global::TorchSharp.Modules.Parameter parameter)>", "named_parameters", "bool recurse = true", "recurse"),
        ($"{Torch}.nn.Module", "apply", $"global::System.Action<{Torch}.nn.Module> fn", "fn"),
    ];

    /// <summary>The overrides for <paramref name="lists"/>, or nothing where there are none.</summary>
    public static void WriteOverrides(SourceWriter writer, IReadOnlyList<MemberSpec> lists)
    {
        if (lists.Count == 0)
            return;
        foreach (var (type, name, parameters, arguments) in s_walks)
        {
            writer.Gap();
            writer.Line("/// <inheritdoc/>");
            writer.Line($"public override {type} {name}({parameters})");
            writer.Open();
            foreach (var list in lists)
                writer.Line($"_ = {MemberEmitter.UpToDate(list.Field)};");
            writer.Line($"return base.{name}({arguments});");
            writer.Close();
        }
    }
}
