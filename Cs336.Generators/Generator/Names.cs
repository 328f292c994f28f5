using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cs336.Generators;

/// <summary>Names in C# and in state.</summary>
internal static class Names
{
    /// <summary>Fully qualified, with <c>?</c> on nullable references.</summary>
    public static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>
    /// A property's name in snake_case: a capital begins a word after a small letter or digit, and before a small letter.
    /// <c>LnFinal</c>: <c>ln_final</c>; <c>KVCache</c>: <c>kv_cache</c>; <c>W1</c>: <c>w1</c>.
    /// </summary>
    public static string SnakeCase(string name)
    {
        var result = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var endsWord = i > 0 && name[i - 1] != '_' && !char.IsUpper(name[i - 1]);
            var beginsWord = i > 0 && name[i - 1] != '_' && i + 1 < name.Length && char.IsLower(name[i + 1]);
            if (char.IsUpper(name[i]) && (endsWord || beginsWord))
                result.Append('_');
            result.Append(char.ToLowerInvariant(name[i]));
        }
        return result.ToString();
    }

    /// <summary>
    /// The field behind a property: an underscore and the name in camelCase (<c>_weight</c>, <c>_kvCache</c>), with underscores added
    /// until it is not taken.
    /// </summary>
    public static string Field(string property, ISet<string> taken)
    {
        var initials = property.TakeWhile(char.IsUpper).Count();
        var small = initials > 1 && initials < property.Length ? initials - 1 : initials;
        var field = "_" + property.Substring(0, small).ToLowerInvariant() + property.Substring(small);
        while (!taken.Add(field))
            field += "_";
        return field;
    }

    /// <summary>Letters, digits and underscores of ASCII, at least one.</summary>
    public static bool IsStateName(string name) =>
        name.Length > 0 && name.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');

    /// <summary>Whether <paramref name="name"/> can be written as it is where C# expects a new name.</summary>
    public static bool IsPlainIdentifier(string name) =>
        SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None;

    /// <summary>The name as C# source, with <c>@</c> before keywords.</summary>
    public static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
