namespace Cs336.Annotations;

/// <summary>
/// Names a parameter, buffer or child in one dialect. Without it the native name is the property's name in snake_case
/// (<c>LnFinal</c>: <c>ln_final</c>), and the name in any other dialect is the native one.
/// </summary>
/// <param name="name">
/// Letters, digits and underscores. Only names in dialects other than <see cref="Dialect.Native"/> may hold dots, for a child
/// that sits deeper there.
/// </param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class StateNameAttribute(string name) : Attribute
{
    /// <summary>The name, relative to the module that declares the member.</summary>
    public string Name { get; } = name;

    /// <summary>The dialect that the name belongs to.</summary>
    public Dialect Dialect { get; set; } = Dialect.Native;
}
