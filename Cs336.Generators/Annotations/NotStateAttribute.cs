namespace Cs336.Annotations;

/// <summary>
/// Says that a field or property of a layer holds a tensor or module that is no part of the layer's state, on purpose: a scratch
/// tensor, a cache, a reference to a module that another one owns. Nothing saves, loads, moves, trains or disposes it.
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NotStateAttribute : Attribute;
