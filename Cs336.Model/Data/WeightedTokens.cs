namespace Cs336.Model.Data;

/// <summary>One of several token sequences to draw from.</summary>
/// <param name="Tokens">The sequence.</param>
/// <param name="Weight">
/// How often it is drawn from, in proportion to the other weights; null: as often as if all sequences were one.
/// </param>
public sealed record WeightedTokens(TokenSequence Tokens, double? Weight = null);
