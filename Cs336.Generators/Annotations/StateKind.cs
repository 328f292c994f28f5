namespace Cs336.Annotations;

/// <summary>The role of a declared member.</summary>
public enum StateKind
{
    /// <summary>A learnable tensor; saved and loaded.</summary>
    Parameter,

    /// <summary>A tensor that is not learned; saved and loaded.</summary>
    Buffer,

    /// <summary>A tensor that is not learned and can be computed again; moved with its module, never saved.</summary>
    NonPersistentBuffer,

    /// <summary>A child, whose own state carries the member's name as a prefix.</summary>
    Submodule,
}
