using System.Text;

namespace Cs336.Annotations;

/// <summary>How a dictionary of tensors differs from the state of a module.</summary>
/// <param name="Missing">Names that the module has and the dictionary lacks; the names of a tied tensor are joined by <c> = </c>.</param>
/// <param name="Unexpected">Names that the dictionary has and the module lacks.</param>
/// <param name="Unusable">
/// Names whose tensor cannot be copied, each with the reason: another shape, no data, or not equal to what it is tied to.
/// </param>
public sealed record StateMismatch(IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<string> Unusable)
{
    /// <summary>Whether there is no difference.</summary>
    public bool IsEmpty => Missing.Count + Unexpected.Count + Unusable.Count == 0;

    /// <summary>Every difference, one to a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, "missing", Missing);
        Append(text, "unexpected", Unexpected);
        Append(text, "unusable", Unusable);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string what, IReadOnlyList<string> items)
    {
        foreach (var item in items)
            text.Append(text.Length == 0 ? "" : "\n").Append("  ").Append(what).Append(": ").Append(item);
    }
}
