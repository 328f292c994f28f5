using System.Globalization;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>Draws one tree of modules as text.</summary>
internal sealed class ModuleDescription(Dialect dialect)
{
    private readonly Dictionary<Tensor, string> pathOf = new(ReferenceEqualityComparer.Instance);

    private readonly record struct Child(string Name, string Header, IReadOnlyList<string> Lines);

    public string Of(nn.Module module) => string.Join('\n', [Header(module), .. Body(module, path: "")]);

    private static string Header(nn.Module module) => $"{module.GetName()}, {Parameters(StateNames.CountParameters(module))}";

    private static string Parameters(long count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} parameter{(count == 1 ? "" : "s")}");

    private List<string> Body(nn.Module module, string path)
    {
        var lines = new List<string>();
        var children = new List<Child>();
        foreach (var entry in StateNames.EntriesOf(module))
        {
            var name = entry.NameIn(dialect);
            if (entry.ChildOf(module) is { } child)
                children.Add(new(name, Header(child), Body(child, $"{path}{name}.")));
            else if (entry.TensorOf(module) is { } tensor)
                lines.Add($"  {name}: {Shown(entry, tensor, path + name)}");
        }

        for (var i = 0; i < children.Count;)
        {
            var alike = children.Skip(i).TakeWhile(other => IsAlike(other, children[i])).Count();
            lines.Add(alike == 1
                ? $"  ({children[i].Name}): {children[i].Header}"
                : $"  ({children[i].Name}-{children[i + alike - 1].Name}): {alike} × {children[i].Header} each");
            lines.AddRange(children[i].Lines.Select(line => "  " + line));
            i += alike;
        }
        return lines;
    }

    // Only the items of lists: members with names of their own are worth a line each.
    private static bool IsAlike(Child left, Child right) =>
        left.Name == right.Name
        || (char.IsAsciiDigit(left.Name[0]) && char.IsAsciiDigit(right.Name[0])
            && left.Header == right.Header && left.Lines.SequenceEqual(right.Lines));

    private string Shown(StateEntry entry, Tensor tensor, string path)
    {
        var shape = string.Join(", ", tensor.shape.Zip(entry.Shape, (size, dim) => char.IsDigit(dim[0]) ? dim : $"{dim} = {size}"));
        var role = entry.Kind switch
        {
            StateKind.Buffer => ", buffer",
            StateKind.NonPersistentBuffer => ", buffer, not saved",
            _ => "",
        };
        var tie = pathOf.TryAdd(tensor, path) ? "" : $", tied to {pathOf[tensor]}";
        return $"[{shape}] {tensor.dtype}{role}{tie}";
    }
}
