module Cs336.Tokenizer.Tests.SkeletonTests

open Xunit

[<Fact>]
let ``ids are integers`` () = Assert.Equal(typeof<int>, typeof<Cs336.Tokenizer.TokenId>)
