module Cs336.Tokenizer.Tests.VocabularyTests

open System
open System.Collections.Generic
open Xunit
open Cs336.Tokenizer
open Cs336.Tokenizer.Tests.Generators
open Cs336.Tokenizer.Tests.Tokenizers

let private create (entries: (int * string) list) (merges: Merge list) (specials: string list) : BpeTokenizer =
    BpeTokenizer.Create(entries |> Seq.map (fun (id, token) -> KeyValuePair(id, memory token)), merges, specials)

let private idOf (tokenizer: BpeTokenizer) (special: string) : int option =
    match tokenizer.TryGetId special with
    | true, id -> Some id
    | false, _ -> None

[<Fact>]
let ``special tokens that are missing get the next free ids in the order given`` () =
    let tokenizer = create [ 0, "a"; 7, "b" ] [] [ "<z>"; "b"; "<a>" ]
    Assert.Equal<int option list>([ Some 8; Some 7; Some 9; None ], List.map (idOf tokenizer) [ "<z>"; "b"; "<a>"; "a" ])
    Assert.Equal(10, tokenizer.VocabularySize)
    Assert.Equal<string>([ "<z>"; "b"; "<a>" ], tokenizer.SpecialTokens)
    Assert.Equal<int[]>([| 0; 9; 7; 8 |], tokenizer.Encode "a<a>b<z>")

[<Fact>]
let ``tokens are found by id, unless the id is in a gap`` () =
    let tokenizer = create [ 0, "a"; 2, "bc" ] [] []

    let found id =
        match tokenizer.TryGetToken id with
        | true, token -> Some(Text.Encoding.UTF8.GetString token.Span)
        | false, _ -> None

    Assert.Equal<string option list>([ None; Some "a"; None; Some "bc"; None ], List.map found [ -1 .. 3 ])

[<Fact>]
let ``a tokenizer keeps its own copy of the bytes`` () =
    let token, left = utf8 "aa", utf8 "a"
    let entries = [ KeyValuePair(0, ReadOnlyMemory token); KeyValuePair(1, memory "a") ]

    let tokenizer =
        BpeTokenizer.Create(entries, [ Merge(ReadOnlyMemory left, memory "a") ], [])

    token[0] <- 'b'B
    left[0] <- 'b'B
    Assert.Equal<byte[]>(utf8 "aa", bytesOf tokenizer 0)
    Assert.Equal(merge "a" "a", Assert.Single tokenizer.Merges)

[<Fact>]
let ``where two ids have the same bytes, the special token takes the lowest and text one of its own`` () =
    let tokenizer =
        create [ 0, "<s>"; 1, "<"; 2, "s"; 3, ">"; 4, "<s"; 5, "<s>" ] [ merge "<" "s"; merge "<s" ">" ] [ "<s>" ]

    Assert.Equal<int[]>([| 0 |], tokenizer.Encode "<s>")
    Assert.Equal("<s><s>", tokenizer.Decode(ReadOnlySpan [| 0; 5 |]))

[<Fact>]
let ``merges are equal when their bytes are`` () =
    Assert.Equal(merge "a" "bc", merge "a" "bc")
    Assert.Equal((merge "a" "bc").GetHashCode(), (merge "a" "bc").GetHashCode())
    Assert.NotEqual(merge "a" "bc", merge "ab" "c")

let private refusal (action: unit -> BpeTokenizer) : string * bool =
    let error = Assert.Throws<TokenizerException>(fun () -> action () |> ignore)
    error.Message, error.IsUsageError

[<Fact>]
let ``parts that do not fit are refused with one sentence`` () =
    Assert.Equal(
        ("The vocabulary holds the id -1: expected ids from 0 to 1073741823.", false),
        refusal (fun () -> create [ -1, "a" ] [] [])
    )

    Assert.Equal(
        ("The vocabulary holds the id 3 twice: expected each id once.", false),
        refusal (fun () -> create [ 3, "a"; 3, "b" ] [] [])
    )

    Assert.Equal(
        ("Merge 2 needs the left token \"Ġ\", which is not in the vocabulary.", false),
        refusal (fun () -> create [ 0, "a"; 1, "aa" ] [ merge "a" "a"; merge " " "a" ] [])
    )

    Assert.Equal(
        ("Merge 1 needs the joined token \"ab\", which is not in the vocabulary.", false),
        refusal (fun () -> create [ 0, "a"; 1, "b" ] [ merge "a" "b" ] [])
    )

    Assert.Equal(("Special token 1 is empty: expected at least one character.", true), refusal (fun () -> create [ 0, "a" ] [] [ "" ]))
