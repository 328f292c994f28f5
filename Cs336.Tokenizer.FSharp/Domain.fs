namespace Cs336.Tokenizer

/// The index of a token in its vocabulary.
type TokenId = int
