module Cs336.Tokenizer.Tests.SpellingsTests

open System
open Xunit
open Cs336.Tokenizer
open Cs336.Tokenizer.Tests.Folders
open Cs336.Tokenizer.Tests.Generators

[<Theory>]
[<InlineData("Ġ", "the byte 0x20")>]
[<InlineData("é", "the byte 0xE9")>]
[<InlineData("a", "the byte 0x61")>]
[<InlineData("Ġa", "the bytes 2061")>]
[<InlineData("ĊĊ", "the bytes 0A0A")>]
[<InlineData("éé", "the bytes E9E9")>]
[<InlineData("'é", "the bytes 27E9")>]
let ``a special token that spells what training may learn is refused before there is anything to train on``
    (special: string)
    (spelled: string)
    =
    let error =
        Assert.Throws<TokenizerException>(fun () -> BpeTrainer.RequireSavable [ "<|endoftext|>"; special ])

    Assert.True error.IsUsageError
    Assert.StartsWith($"The special token \"{special}\" is how tokenizer files spell {spelled}, which ", error.Message)

[<Fact>]
let ``special tokens that spell nothing else can be trained with and saved, whatever the text`` () =
    let specials = [| "<|endoftext|>"; "<|début|>"; "\n\n"; "the"; "é🙂"; "<a b>" |]
    BpeTrainer.RequireSavable specials

    let text =
        String.replicate 9 "the <|d\u00E9but|> the é🙂 Ã© <a b> \n\n\n"
        + String.replicate 9 "<|dĀbut|>"

    inDirectory (fun directory ->
        BpeTrainer.TrainOnText(text, TrainingOptions(600, specials)).ToTokenizer().Save directory
        Assert.Equal<string>(specials, (BpeTokenizer.Load directory).SpecialTokens))

[<FsCheck.Xunit.Property(Arbitrary = [| typeof<Arbitraries> |], Replay = "(336,3)", MaxTest = 300)>]
let ``what is found savable is savable after training on any bytes`` (Text special) (Blob bytes) =
    let isAccepted =
        try
            BpeTrainer.RequireSavable [ special ]
            true
        with :? TokenizerException ->
            false

    if isAccepted then
        inDirectory (fun directory ->
            BpeTrainer.TrainOnBytes(ReadOnlyMemory bytes, TrainingOptions(2000, [| special |])).ToTokenizer().Save directory)
