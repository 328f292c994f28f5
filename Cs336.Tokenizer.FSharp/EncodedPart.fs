namespace Cs336.Tokenizer

open System
open System.Collections.Generic

/// <summary>The ids of a stretch of a file or stream.</summary>
[<Sealed>]
type EncodedPart internal (ids: ArraySegment<int>, start: int64, bytesDone: int64) =

    /// <summary>The ids of the stretch.</summary>
    member _.Ids: IReadOnlyList<int> = ids

    /// <summary>The same ids, for whoever copies or looks through all of them.</summary>
    member _.Span: ReadOnlySpan<int> = ReadOnlySpan(ids.Array, ids.Offset, ids.Count)

    /// <summary>How many ids of the file or stream come before these.</summary>
    member _.Start = start

    /// <summary>Bytes of the file or stream up to the end of the stretch.</summary>
    member _.BytesDone = bytesDone
