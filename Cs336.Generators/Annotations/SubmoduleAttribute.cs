namespace Cs336.Annotations;

/// <summary>
/// Declares a child: <c>public partial Linear Gate { get; private init; }</c>. Assigning the property in a constructor registers
/// the child; afterwards it is frozen.
/// </summary>
/// <remarks>
/// The property's type is a module; a nullable one, for a child that not every instance has; <see cref="IReadOnlyList{T}"/> of modules,
/// which is held in a <see cref="ModuleArray{T}"/> and names its items by their index; or
/// <see cref="IReadOnlyDictionary{TKey, TValue}"/> of modules by strings, which is held in a <see cref="ModuleMap{T}"/> and names them by
/// their keys.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SubmoduleAttribute : Attribute;
