using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>One tensor of a tree of modules under its full name.</summary>
/// <param name="Name">The path from the root in the dialect that was asked for, joined by dots: <c>layers.0.ln1.weight</c>.</param>
/// <param name="Entry">The declaration it comes from.</param>
/// <param name="Tensor">The tensor itself, not a copy.</param>
public readonly record struct NamedState(string Name, StateEntry Entry, Tensor Tensor);
