namespace Cs336.Tokenizer

open System
open System.Collections.Generic
open System.IO
open System.Runtime.InteropServices
open System.Threading

/// <summary>
/// A byte-level BPE tokenizer: text → ids → text. Immutable, so that any number of threads may use one.
/// Special tokens are cut out of the text first (leftmost, then longest), GPT-2's pattern cuts the rest into pre-tokens,
/// and within each the pair of lowest rank merges until none is left. Bytes that are not UTF-8 survive the round trip as well;
/// to the pattern each maximal ill-formed part is one character that is neither letter, number nor white space.
/// </summary>
[<Sealed>]
type BpeTokenizer internal (vocabulary: Vocabulary) =

    let specialIds =
        Dictionary(Seq.zip vocabulary.Specials.Texts vocabulary.SpecialIds |> Seq.map KeyValuePair)

    static let ofResult result = result |> Fault.orThrow |> BpeTokenizer

    let encoders = Encoders vocabulary

    static let readStream (stream: Stream) =
        seq {
            let buffer = Array.zeroCreate<byte> Segments.windowLength
            let mutable count = stream.Read(Span buffer)

            while count > 0 do
                yield ReadOnlyMemory(buffer, 0, count)
                count <- stream.Read(Span buffer)
        }

    static let flatten (windows: seq<Result<TokenId[], Fault>>) =
        seq {
            for window in windows do
                for id in Fault.orThrow window do
                    yield id
        }

    /// <summary>The vocabulary: token bytes by id.</summary>
    member _.Vocabulary = vocabulary.Tokens

    /// <summary>How many ids a model must have: the greatest id plus 1.</summary>
    member _.VocabularySize = vocabulary.Size

    /// <summary>The merges, lowest rank first.</summary>
    member _.Merges: IReadOnlyList<Merge> = Array.AsReadOnly vocabulary.Merges

    /// <summary>The special tokens in the order they were registered.</summary>
    member _.SpecialTokens: IReadOnlyList<string> =
        Array.AsReadOnly vocabulary.Specials.Texts

    /// <summary>Makes a tokenizer from its parts, which are copied.</summary>
    /// <param name="vocabulary">Ids (from 0, each once, gaps allowed) and the bytes of their tokens.</param>
    /// <param name="merges">The merges, lowest rank first. Both tokens and the joined one must be in the vocabulary.</param>
    /// <param name="specialTokens">Special tokens. One that is missing from the vocabulary gets the next free id, in this order.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// The parts do not fit, or a special token is empty, repeated or ill-formed.
    /// </exception>
    static member Create
        (vocabulary: IEnumerable<KeyValuePair<int, ReadOnlyMemory<byte>>>, merges: IEnumerable<Merge>, specialTokens: IEnumerable<string>)
        : BpeTokenizer =
        BpeTokenizer(Vocabulary.create vocabulary merges specialTokens |> Fault.orThrow)

    /// <summary>Reads GPT-2's two files.</summary>
    /// <param name="vocabJson">Path of a JSON object of tokens, in GPT-2's byte-to-unicode spelling, and their ids.</param>
    /// <param name="mergesTxt">Path of a text with one merge a line, lowest rank first; a first line <c>#version…</c> is skipped.</param>
    /// <param name="specialTokens">Special tokens. One that is missing from the vocabulary gets the next free id, in this order.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// A file is missing, unreadable or malformed, or a special token is empty, repeated or ill-formed.
    /// </exception>
    static member FromFiles(vocabJson: string, mergesTxt: string, specialTokens: IEnumerable<string>) : BpeTokenizer =
        TokenizerFiles.read (Files.readJson vocabJson) (mergesTxt, Files.read mergesTxt) specialTokens
        |> ofResult

    /// <summary>
    /// Reads Hugging Face's <c>tokenizer.json</c>: byte-level BPE behind GPT-2's pattern. Its ids are those that Hugging Face's own library
    /// gives; a file that asks for anything that would change them, such as a normalizer, is refused.
    /// </summary>
    /// <param name="tokenizerJson">Path of the file. Its added tokens become special tokens.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// The file is missing, unreadable or malformed, or describes another kind of tokenizer; the message names the line.
    /// </exception>
    static member FromHuggingFace(tokenizerJson: string) : BpeTokenizer =
        HuggingFaceReading.read (Files.readJson tokenizerJson) |> ofResult

    /// <summary>
    /// Reads tiktoken's <c>.tiktoken</c>: the ranks are the ids, and the merges are recovered from them. The file does not name its
    /// pattern; this tokenizer's is GPT-2's, which is that of tiktoken's <c>gpt2</c>, <c>r50k_base</c> and <c>p50k_base</c>.
    /// </summary>
    /// <param name="path">Path of a text with a token in base64 and its rank on each line.</param>
    /// <param name="specialTokens">Special tokens and their ids, which the file does not hold.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// The file is missing, unreadable or malformed, or a special token is empty, repeated, ill-formed or has the id of another token.
    /// </exception>
    static member FromTiktoken(path: string, specialTokens: IEnumerable<KeyValuePair<string, int>>) : BpeTokenizer =
        specialTokens
        |> Seq.map (fun (KeyValue(text, id)) -> { Text = text; Id = ValueSome id })
        |> Array.ofSeq
        |> TiktokenFormat.read path (Files.read path)
        |> ofResult

    /// <summary>Reads tiktoken's <c>.tiktoken</c>, as above.</summary>
    /// <param name="path">Path of a text with a token in base64 and its rank on each line.</param>
    /// <param name="specialTokens">Special tokens. One that is missing from the file gets the next free id, in this order.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// The file is missing, unreadable or malformed, or a special token is empty, repeated or ill-formed.
    /// </exception>
    static member FromTiktoken(path: string, specialTokens: IEnumerable<string>) : BpeTokenizer =
        specialTokens
        |> Seq.map (fun text -> { Text = text; Id = ValueNone })
        |> Array.ofSeq
        |> TiktokenFormat.read path (Files.read path)
        |> ofResult

    /// <summary>Reads a directory that <see cref="M:Cs336.Tokenizer.BpeTokenizer.Save(System.String)"/> wrote.</summary>
    /// <param name="directory">Path of the tokenizer directory.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// A file is missing (an interrupted save leaves no <c>tokenizer.json</c>), unreadable or malformed.
    /// </exception>
    static member Load(directory: string) : BpeTokenizer =
        TokenizerDirectory.read directory |> ofResult

    /// <summary>
    /// Writes <c>vocab.json</c>, <c>merges.txt</c>, <c>special_tokens.json</c> and, for other software, <c>tokenizer.json</c>,
    /// each under a temporary name first. Whatever interrupts it leaves the old tokenizer, the new one, or a directory that
    /// <see cref="M:Cs336.Tokenizer.BpeTokenizer.Load(System.String)"/> refuses.
    /// </summary>
    /// <param name="directory">Path of the tokenizer directory, which is made if needed. Other files in it are left alone.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// A file cannot be written, or a special token's text is another token's spelling.
    /// </exception>
    member _.Save(directory: string) : unit =
        TokenizerDirectory.write directory vocabulary |> Fault.orThrow

    /// <summary>Writes Hugging Face's <c>tokenizer.json</c> alone.</summary>
    /// <param name="path">Path of the file, which appears when it is complete.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// The file cannot be written, or a special token's text is another token's spelling.
    /// </exception>
    member _.SaveHuggingFace(path: string) : unit =
        Gpt2Format.keys vocabulary
        |> Result.bind (HuggingFaceFormat.write vocabulary)
        |> Fault.orThrow
        |> Files.write path

    /// <summary>
    /// Writes tiktoken's <c>.tiktoken</c>: every token but the special ones, with its id as its rank. Whoever reads it needs the special
    /// tokens, their ids and GPT-2's pattern beside it.
    /// </summary>
    /// <param name="path">Path of the file, which appears when it is complete.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// The file cannot be written, a byte has no token, or the ids do not follow the merges, so that ranks could not say what merges say.
    /// </exception>
    member _.SaveTiktoken(path: string) : unit =
        TiktokenFormat.write vocabulary |> Fault.orThrow |> Files.write path

    /// <summary>The id of a special token.</summary>
    /// <param name="specialToken">The text of a registered special token.</param>
    /// <param name="id">Its id, or 0.</param>
    /// <returns>Whether it is one.</returns>
    member _.TryGetId(specialToken: string, [<Out>] id: byref<int>) : bool =
        specialIds.TryGetValue(specialToken, &id)

    /// <summary>The bytes of a token.</summary>
    /// <param name="id">A token id.</param>
    /// <param name="token">Its bytes, or none.</param>
    /// <returns>Whether the id is in the vocabulary.</returns>
    member _.TryGetToken(id: int, [<Out>] token: byref<ReadOnlyMemory<byte>>) : bool =
        vocabulary.Tokens.TryGetValue(id, &token)

    /// <summary>The ids of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="illFormed">What to do with unpaired surrogates.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// An unpaired surrogate, or a byte for which the vocabulary has no token.
    /// </exception>
    member this.Encode(text: string, [<Optional; DefaultParameterValue(IllFormedText.Refuse)>] illFormed: IllFormedText) : int[] =
        let utf8: byte[] = Bytes.ofText illFormed text |> Fault.orThrow
        this.Encode(ReadOnlySpan utf8)

    /// <summary>The ids of a text in UTF-8. Any bytes are accepted; decoding gives them back.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">A byte for which the vocabulary has no token.</exception>
    member _.Encode(utf8: ReadOnlySpan<byte>) : int[] =
        let encoder = encoders.Borrow()
        // A fault leaves the encoder behind.
        let ids = Encoding.ofText vocabulary encoder utf8 |> Fault.orThrow
        encoders.BringBack encoder
        ids

    /// <summary>Writes the ids of a text in UTF-8 into memory of the caller; there are never more ids than bytes.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="ids">Where the ids go.</param>
    /// <param name="written">How many ids there are, or 0.</param>
    /// <returns>Whether there was room for all of them. Where there was not, what <paramref name="ids"/> holds is undefined.</returns>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">A byte for which the vocabulary has no token.</exception>
    member _.TryEncode(utf8: ReadOnlySpan<byte>, ids: Span<int>, [<Out>] written: byref<int>) : bool =
        let encoder = encoders.Borrow()
        let count = Encoding.into vocabulary encoder utf8 ids |> Fault.orThrow
        encoders.BringBack encoder
        written <- max 0 count
        count >= 0

    /// <summary>
    /// The ids of the joined chunks, lazily: the assignment's <c>encode_iterable</c>. They are the same wherever the text is cut, inside a
    /// surrogate pair too. Memory is proportional to the longest chunk and the longest pre-token.
    /// </summary>
    /// <param name="chunks">Text in pieces.</param>
    /// <param name="illFormed">What to do with unpaired surrogates; indices count from the start of the first chunk.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// While enumerating: an unpaired surrogate, or a byte for which the vocabulary has no token.
    /// </exception>
    member _.EncodeChunks
        (chunks: IEnumerable<string>, [<Optional; DefaultParameterValue(IllFormedText.Refuse)>] illFormed: IllFormedText)
        : IEnumerable<int> =
        Bytes.ofChunks illFormed chunks
        |> Seq.map (fun chunk -> ReadOnlyMemory(Fault.orThrow chunk))
        |> Encoding.ofChunks vocabulary
        |> flatten

    /// <summary>
    /// The ids of a stream of UTF-8, lazily, in memory proportional to the longest pre-token. The stream is read once and not closed.
    /// </summary>
    /// <param name="utf8">A readable stream; how many bytes each read gives does not matter.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// While enumerating: a byte for which the vocabulary has no token.
    /// </exception>
    member _.EncodeStream(utf8: Stream) : IEnumerable<int> =
        readStream utf8 |> Encoding.ofChunks vocabulary |> flatten

    /// <summary>
    /// The ids of a file of UTF-8, lazily, in memory proportional to the number of threads and the longest stretch without white space.
    /// The ids do not depend on the number of threads.
    /// </summary>
    /// <param name="path">Path of the text, read as bytes without newline translation.</param>
    /// <param name="threads">How many threads encode, 1 to 1,024.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    /// <returns>The ids in consecutive parts, each with the number of bytes encoded up to its end.</returns>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// At once: a number of threads out of range. While enumerating: the file is missing or unreadable, or holds a byte without a token.
    /// </exception>
    /// <exception cref="T:System.OperationCanceledException">While enumerating: it was cancelled.</exception>
    member _.EncodeFile(path: string, threads: int, [<Optional>] cancellation: CancellationToken) : IEnumerable<EncodedPart> =
        Fault.ofThreads threads |> Fault.orThrow
        EncodedParts.ofFile encoders threads cancellation path

    /// <summary>
    /// Hands over the ids of a file of UTF-8 as they become known: the same as above, but faster on several threads, because the memory of
    /// a part is used again after <paramref name="take"/> has returned.
    /// </summary>
    /// <param name="path">Path of the text, read as bytes without newline translation.</param>
    /// <param name="threads">How many threads encode, 1 to 1,024.</param>
    /// <param name="take">
    /// Takes a part, which is valid until it returns. It is called on all of these threads, several at once and in no certain order;
    /// <see cref="P:Cs336.Tokenizer.EncodedPart.Start"/> says where the part belongs.
    /// </param>
    /// <param name="cancellation">Ends the encoding.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// A number of threads out of range; the file is missing or unreadable, or holds a byte without a token.
    /// </exception>
    /// <exception cref="T:System.OperationCanceledException">It was cancelled.</exception>
    member _.EncodeFile(path: string, threads: int, take: Action<EncodedPart>, [<Optional>] cancellation: CancellationToken) : unit =
        Fault.ofThreads threads |> Fault.orThrow
        EncodedParts.lendOfFile encoders threads cancellation take.Invoke path

    /// <summary>
    /// The ids of a stream of UTF-8, lazily, encoded on several threads, in memory proportional to their number and the longest stretch
    /// without white space. The ids do not depend on the number of threads. The stream is read once and not closed.
    /// </summary>
    /// <param name="utf8">A readable stream; how many bytes each read gives does not matter.</param>
    /// <param name="threads">How many threads encode, 1 to 1,024.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    /// <returns>The ids in consecutive parts, each with the number of bytes encoded up to its end.</returns>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// At once: a number of threads out of range. While enumerating: a byte without a token.
    /// </exception>
    /// <exception cref="T:System.OperationCanceledException">While enumerating: it was cancelled.</exception>
    member _.EncodeStream(utf8: Stream, threads: int, [<Optional>] cancellation: CancellationToken) : IEnumerable<EncodedPart> =
        Fault.ofThreads threads |> Fault.orThrow
        EncodedParts.ofStream encoders threads cancellation utf8

    /// <summary>The bytes of the tokens, joined.</summary>
    /// <param name="ids">Token ids.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// An id outside the vocabulary; the message names it and its position.
    /// </exception>
    member _.DecodeBytes(ids: ReadOnlySpan<int>) : byte[] =
        Decoding.bytes vocabulary ids |> Fault.orThrow

    /// <summary>Writes the joined bytes of the tokens into memory of the caller.</summary>
    /// <param name="ids">Token ids.</param>
    /// <param name="utf8">Where the bytes go.</param>
    /// <param name="written">How many bytes there are, or 0.</param>
    /// <returns>Whether there was room for all of them. Where there was not, what <paramref name="utf8"/> holds is undefined.</returns>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// An id outside the vocabulary; the message names it and its position.
    /// </exception>
    member _.TryDecode(ids: ReadOnlySpan<int>, utf8: Span<byte>, [<Out>] written: byref<int>) : bool =
        let count = Decoding.into vocabulary ids utf8 |> Fault.orThrow
        written <- max 0 count
        count >= 0

    /// <summary>The text of the tokens; each maximal ill-formed part of their joined bytes becomes one U+FFFD.</summary>
    /// <param name="ids">Token ids.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">
    /// An id outside the vocabulary; the message names it and its position.
    /// </exception>
    member this.Decode(ids: ReadOnlySpan<int>) : string = Decoding.text (this.DecodeBytes ids)

    /// <summary>
    /// The text of the tokens as they come: characters as soon as they are complete, their bytes held back until then.
    /// Joined, the pieces are what <see cref="M:Cs336.Tokenizer.BpeTokenizer.Decode(System.ReadOnlySpan{System.Int32})"/> gives for all.
    /// </summary>
    /// <param name="ids">Token ids.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">While enumerating: an id outside the vocabulary.</exception>
    member _.DecodeStream(ids: IEnumerable<int>) : IEnumerable<string> =
        Decoding.ofStream vocabulary ids
        |> Seq.map Fault.orThrow
        |> Seq.filter (fun text -> text.Length > 0)

    /// <summary>How a text is cut before anything merges: its special tokens and pre-tokens in order; joined they are the text.</summary>
    /// <param name="text">Any well-formed text.</param>
    /// <exception cref="T:Cs336.Tokenizer.TokenizerException">An unpaired surrogate.</exception>
    member _.PreTokens(text: string) : IReadOnlyList<string> =
        let utf8: byte[] = Bytes.ofText IllFormedText.Refuse text |> Fault.orThrow

        (Segments.cut vocabulary.Specials true (ReadOnlySpan utf8)).Segments
        |> Array.map (fun segment -> Text.Encoding.UTF8.GetString(utf8, segment.Start, segment.Length))
        |> Array.AsReadOnly
        :> _
