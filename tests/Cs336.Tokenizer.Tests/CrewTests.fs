module Cs336.Tokenizer.Tests.CrewTests

open System
open System.Threading
open Xunit
open Cs336.Tokenizer

[<Theory>]
[<InlineData(1)>]
[<InlineData(2)>]
[<InlineData(9)>]
let ``each thread of a crew does its piece, every time`` (size: int) =
    use crew = new Crew(size)
    let pieces = Array.zeroCreate<int> size
    let threads = Array.zeroCreate<int> size

    for _ in 1..1000 do
        crew.Run(fun index ->
            pieces[index] <- pieces[index] + 1
            threads[index] <- Environment.CurrentManagedThreadId)

    Assert.All(pieces, (fun count -> Assert.Equal(1000, count)))
    Assert.Equal(size, (Array.distinct threads).Length)
    Assert.Equal(Environment.CurrentManagedThreadId, threads[0])

[<Fact>]
let ``items are visited once each, whoever visits them`` () =
    use crew = new Crew(4)
    let visits = Array.zeroCreate<int> 10_000
    crew.ForEach(visits.Length, (fun item -> Interlocked.Increment &visits[item] |> ignore))
    Assert.All(visits, (fun count -> Assert.Equal(1, count)))

[<Theory>]
[<InlineData(0)>]
[<InlineData(2)>]
let ``what one of a crew throws reaches the caller when all are done, and the crew goes on`` (failing: int) =
    use crew = new Crew(3)
    let finished = ref 0

    let fail () =
        crew.Run(fun index ->
            if index = failing then
                invalidOp $"piece {index}"

            Interlocked.Increment &finished.contents |> ignore)

    let error = Assert.Throws<InvalidOperationException> fail
    Assert.Equal(($"piece {failing}", 2), (error.Message, finished.Value))
    crew.Run(fun _ -> Interlocked.Increment &finished.contents |> ignore)
    Assert.Equal(5, finished.Value)
