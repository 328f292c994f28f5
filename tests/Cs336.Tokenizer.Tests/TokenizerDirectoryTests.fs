[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Cs336.Tokenizer.Tests.Generators.Arbitraries> |], Replay = "(336,1)", MaxTest = 40)>]
module Cs336.Tokenizer.Tests.TokenizerDirectoryTests

open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open Xunit
open FsCheck.Xunit
open FsCheck
open Cs336.Tokenizer
open Cs336.Tokenizer.Tests.Generators
open Cs336.Tokenizer.Tests.Tokenizers
open Cs336.Tokenizer.Tests.Folders

let private savedAndLoaded (tokenizer: BpeTokenizer) : BpeTokenizer =
    inDirectory (fun directory ->
        tokenizer.Save directory
        BpeTokenizer.Load directory)

[<Property>]
let ``loading what was saved gives the same tokenizer`` (Text training) (Text text) (PositiveInt room) =
    let tokenizer =
        (trainedOn (256 + specialTokens.Length + room) training).ToTokenizer()

    let loaded = savedAndLoaded tokenizer
    parts loaded = parts tokenizer && loaded.Encode text = tokenizer.Encode text

[<Property>]
let ``tokenizer.json has the same ids, merges and special tokens`` (Text training) (PositiveInt room) =
    inDirectory (fun directory ->
        let tokenizer =
            (trainedOn (256 + specialTokens.Length + room) training).ToTokenizer()

        tokenizer.Save directory

        use document =
            JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "tokenizer.json")))

        let model = document.RootElement.GetProperty "model"

        let added = [
            for token in document.RootElement.GetProperty("added_tokens").EnumerateArray() ->
                string (token.GetProperty "content"), token.GetProperty("id").GetInt32()
        ]

        let ids =
            dict [
                for entry in model.GetProperty("vocab").EnumerateObject() -> entry.Name, entry.Value.GetInt32()
            ]

        let merges = [ for merge in model.GetProperty("merges").EnumerateArray() -> string merge ]

        added = [ for id, text in List.indexed specialTokens -> text, id ]
        && List.forall (fun (text, id) -> ids[text] = id) added
        && ids.Count = tokenizer.VocabularySize
        && Seq.forall
            (fun (id: int) -> id < specialTokens.Length || ids[Bytes.spell (bytesOf tokenizer id)] = id)
            tokenizer.Vocabulary.Keys
        && merges = [
            for merge in tokenizer.Merges -> $"{Bytes.spell (merge.Left.ToArray())} {Bytes.spell (merge.Right.ToArray())}"
        ])

[<Fact>]
let ``special tokens keep their ids when they come after the others, or are ordinary tokens too`` () =
    let tokenizer =
        ofMerges [ "<|endoftext|>"; "the"; "\n"; "\t\t" ] [ "t", "h"; "th", "e"; "\t", "\t" ]

    let loaded = savedAndLoaded tokenizer
    Assert.Equal(parts tokenizer, parts loaded)
    Assert.Equal<int[]>([| 259; 257; 10; 258; 256 |], loaded.Encode "<|endoftext|>the\n\t\tth")

[<Fact>]
let ``a special token that is a byte keeps an id of its own`` () =
    let tokenizer =
        BpeTrainer.TrainOnText("one\ntwo\n", TrainingOptions(300, [| "\n" |])).ToTokenizer()

    let loaded = savedAndLoaded tokenizer
    Assert.Equal(parts tokenizer, parts loaded)
    Assert.Equal<int[]>(tokenizer.Encode "one\n", loaded.Encode "one\n")
    Assert.Equal(0, Array.last (loaded.Encode "one\n"))

[<Theory>]
[<InlineData("Ġ")>]
[<InlineData("é")>]
[<InlineData("Ġa")>]
[<InlineData("a")>]
let ``a special token whose text is another token's spelling is not saved`` (special: string) =
    inDirectory (fun directory ->
        let tokenizer =
            BpeTrainer.TrainOnText(" a", TrainingOptions(300, [| special |])).ToTokenizer()

        // Without a special token "a" the text has the merge " a", spelled "Ġa".
        let save () = tokenizer.Save directory

        let error = Assert.Throws<TokenizerException> save
        Assert.True error.IsUsageError
        Assert.Contains($"\"{special}\"", error.Message)
        Assert.Empty(Directory.EnumerateFileSystemEntries directory))

[<Fact>]
let ``a special token that tokenizer.json would give another id is not saved`` () =
    inDirectory (fun directory ->
        // "é" is the merged token Ã©, but é is how the byte E9 is spelled.
        let bytes = Seq.init 256 (fun value -> ReadOnlyMemory [| byte value |])

        let tokens =
            Seq.append bytes [ memory "é" ]
            |> Seq.mapi (fun id token -> KeyValuePair(id, token))

        let joined = Merge(ReadOnlyMemory [| 0xC3uy |], ReadOnlyMemory [| 0xA9uy |])
        let tokenizer = BpeTokenizer.Create(tokens, [ joined ], [ "é" ])
        let error = Assert.Throws<TokenizerException>(fun () -> tokenizer.Save directory)

        Assert.Equal(
            "The tokenizer cannot be saved in Hugging Face's form: the special token \"é\", whose id is 256, spells the token 233.",
            error.Message
        ))

[<Fact>]
let ``saving replaces an older tokenizer, leaves other files alone and no temporary ones behind`` () =
    inDirectory (fun directory ->
        File.WriteAllText(Path.Combine(directory, "training.json"), "{}")
        (ofMerges [] [ "a", "b" ]).Save directory
        let tokenizer = ofMerges [ "<s>" ] [ "c", "d" ]
        tokenizer.Save directory
        Assert.Equal(parts tokenizer, parts (BpeTokenizer.Load directory))

        Assert.Equal<string>(
            [
                "merges.txt"
                "special_tokens.json"
                "tokenizer.json"
                "training.json"
                "vocab.json"
            ],
            DirectoryInfo(directory).GetFiles() |> Seq.map _.Name |> Seq.sort
        ))

[<Fact>]
let ``the files are those that other tokenizers read`` () =
    inDirectory (fun directory ->
        let path = Path.Combine(directory, "made", "here")

        let tokens =
            [ "<s>"; "a"; " "; " a" ]
            |> Seq.mapi (fun id token -> KeyValuePair(id, memory token))

        BpeTokenizer.Create(tokens, [ merge " " "a" ], [ "<s>" ]).Save path

        Assert.Equal("""{"<s>":0,"a":1,"Ġ":2,"Ġa":3}""", File.ReadAllText(Path.Combine(path, "vocab.json")))
        Assert.Equal("#version: 0.2\nĠ a\n", File.ReadAllText(Path.Combine(path, "merges.txt")))
        Assert.Equal("[\n  \"<s>\"\n]", File.ReadAllText(Path.Combine(path, "special_tokens.json"))))

[<Theory>]
[<InlineData("vocab.json")>]
[<InlineData("merges.txt")>]
[<InlineData("special_tokens.json")>]
[<InlineData("tokenizer.json")>]
let ``a directory without one of the four files is refused`` (name: string) =
    inDirectory (fun directory ->
        trained.Save directory
        File.Delete(Path.Combine(directory, name))

        let error =
            Assert.Throws<TokenizerException>(fun () -> BpeTokenizer.Load directory |> ignore)

        Assert.Equal(
            $"The tokenizer directory {directory} is incomplete: \
            expected vocab.json, merges.txt, special_tokens.json, tokenizer.json, found no {name}.",
            error.Message
        )

        Assert.False error.IsUsageError)

[<Fact>]
let ``of several files of which one cannot be written none is left behind`` () =
    inDirectory (fun directory ->
        let path name = Path.Combine(directory, name)

        Assert.Throws<TokenizerException>(fun () -> Files.writeAllAside [ path "a", [| 1uy |]; path "none/b", [| 2uy |] ] |> ignore)
        |> ignore

        Assert.Empty(Directory.GetFileSystemEntries directory))

[<Fact>]
let ``two that save at once do not write into each other's files`` () =
    inDirectory (fun directory ->
        let path = Path.Combine(directory, "a")
        let first = Files.writeAside path [| 1uy |]
        let second = Files.writeAside path [| 2uy; 2uy |]
        Files.rename first path
        Assert.Equal<byte[]>([| 1uy |], File.ReadAllBytes path)
        Files.rename second path
        Assert.Equal<byte[]>([| 2uy; 2uy |], File.ReadAllBytes path)
        Assert.Equal(1, (Directory.GetFileSystemEntries directory).Length))

[<Fact>]
let ``a save that fails between two files leaves a directory that is refused`` () =
    inDirectory (fun directory ->
        let older = ofMerges [] [ "a", "b" ]
        older.Save directory
        // A directory in the place of a file stops it between two files.
        File.Delete(Path.Combine(directory, "special_tokens.json"))

        let obstacle =
            Directory.CreateDirectory(Path.Combine(directory, "special_tokens.json"))

        Assert.Throws<TokenizerException>(fun () -> (ofMerges [] [ "c", "d" ]).Save directory)
        |> ignore

        obstacle.Delete()
        File.WriteAllText(Path.Combine(directory, "special_tokens.json"), "[]")

        Assert.Throws<TokenizerException>(fun () -> BpeTokenizer.Load directory |> ignore)
        |> ignore)

[<Fact>]
let ``a directory that does not exist is named`` () =
    let error =
        Assert.Throws<TokenizerException>(fun () -> BpeTokenizer.Load "no/such/tokenizer" |> ignore)

    Assert.Equal("The tokenizer directory no/such/tokenizer does not exist.", error.Message)

[<Theory>]
[<InlineData("{}", "in line 1: expected a list of strings, found an object.")>]
[<InlineData("[1]", "in line 1: expected a list of strings, found 1.")>]
[<InlineData("[\"a\"", "in line 1: expected a list of strings, found text that is not JSON.")>]
[<InlineData("[\"\\udc00\"]", "expected a list of strings, found a string that is not well-formed Unicode.")>]
[<InlineData("[\"\"]", "Special token 1 is empty: expected at least one character.")>]
let ``malformed special tokens are refused`` (content: string) (message: string) =
    inDirectory (fun directory ->
        trained.Save directory
        File.WriteAllText(Path.Combine(directory, "special_tokens.json"), content)

        let error =
            Assert.Throws<TokenizerException>(fun () -> BpeTokenizer.Load directory |> ignore)

        Assert.EndsWith(message, error.Message)
        Assert.False error.IsUsageError)
