namespace Cs336.Tokenizer

open System

/// Marks a loop that a whole corpus runs through: it is compiled once and for speed, because a short command is done before the
/// runtime's tiers would get there. This is `MethodImplOptions.AggressiveOptimization`, which the F# compiler drops without a word;
/// build/AggressiveOptimization.targets sets it in the compiled assembly.
[<Sealed; AttributeUsage(AttributeTargets.Method)>]
type internal CompiledForSpeedAttribute() =
    inherit Attribute()
