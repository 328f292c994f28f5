namespace Cs336.Annotations;

/// <summary>A module that knows its own state without reflection. The generator implements it for every declared layer.</summary>
public interface IStateModule
{
    /// <summary>The declared members in the order of declaration, those of base layers first.</summary>
    IReadOnlyList<StateEntry> DeclaredState { get; }
}
