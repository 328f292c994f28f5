namespace Cs336.Annotations;

/// <summary>
/// Declares a tensor that belongs to the layer but is not learned: <c>public partial Tensor Cosine { get; private init; }</c>.
/// Assigning the property in a constructor registers the buffer; afterwards it is frozen.
/// </summary>
/// <param name="dims">
/// The shape, outermost dimension first: each entry is a symbol such as <c>d_model</c> (a C# identifier) or a literal size such
/// as <c>3</c>. None declares a scalar. Assigning another shape throws: a symbol has one size in all members of a module.
/// </param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BufferAttribute(params string[] dims) : Attribute
{
    /// <summary>The declared shape, outermost dimension first.</summary>
    public IReadOnlyList<string> Dims { get; } = dims;

    /// <summary>Whether the buffer is saved and loaded. A buffer that the constructor can compute again need not be.</summary>
    public bool Persistent { get; set; } = true;

    /// <summary>
    /// Whether <c>.to(dtype)</c> converts the buffer. Tables that lose too much in a narrow type keep the one they were made in;
    /// <c>.to(device)</c> moves them all the same. Integers and booleans are never converted.
    /// </summary>
    public bool FollowsDType { get; set; } = true;
}
