namespace Cs336.Train.Tokenization;

/// <summary>Special tokens that the commands know by name.</summary>
internal static class SpecialToken
{
    /// <summary>Stands between documents, begins a text that has no prompt, and ends one that is generated.</summary>
    public const string EndOfText = "<|endoftext|>";
}
