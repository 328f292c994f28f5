namespace Cs336.Annotations;

/// <summary>
/// Declares a child: <c>public partial Linear Gate { get; private init; }</c>. Assigning the property in a constructor registers
/// the child; afterwards it is frozen.
/// </summary>
/// <remarks>
/// The property's type is a module; a nullable one, for a child that not every instance has; or
/// <see cref="IReadOnlyList{T}"/> of modules, which is held in a <see cref="ModuleArray{T}"/> and names its items by their index.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SubmoduleAttribute : Attribute;
