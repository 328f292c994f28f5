namespace Cs336.Annotations;

/// <summary>
/// Declares a learnable tensor: <c>public partial Parameter Weight { get; private init; }</c>. Assigning the property in a
/// constructor registers the parameter; afterwards it is frozen.
/// </summary>
/// <param name="dims">
/// The shape, outermost dimension first: each entry is a symbol such as <c>d_model</c> (a C# identifier) or a literal size such
/// as <c>3</c>. None declares a scalar. Assigning another shape throws: a symbol has one size in all members of a module.
/// </param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ParameterAttribute(params string[] dims) : Attribute
{
    /// <summary>The declared shape, outermost dimension first.</summary>
    public IReadOnlyList<string> Dims { get; } = dims;

    /// <summary>
    /// Name of a <c>static void Method(Tensor)</c> of the class that fills the parameter in place. With it, the generated half has
    /// <c>Create{Property}</c>, which takes one <see cref="long"/> per symbolic dimension and a <see cref="Placement"/>.
    /// </summary>
    public string? Init { get; set; }
}
