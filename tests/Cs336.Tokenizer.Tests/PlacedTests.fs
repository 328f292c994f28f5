module Cs336.Tokenizer.Tests.PlacedTests

open System.Collections.Concurrent
open System.Threading
open FsCheck.Xunit
open Xunit
open Cs336.Tokenizer

/// What `Placed.run` hands over for items that are lengths, and how many buffers it made.
let private run (threads: int) (make: int -> Result<int, Fault>) (lengths: int[]) : (int64 * int) list * int =
    let taken = ConcurrentBag<int64 * int>()
    let buffers = ref 0

    let buffer () =
        Interlocked.Increment &buffers.contents |> ignore
        ref -1

    let fill (_: CancellationToken) (item: int) (buffer: int ref) =
        buffer.Value <- item
        make item

    Placed.run threads CancellationToken.None buffer fill (fun item buffer start -> taken.Add((start, buffer.Value + item))) lengths
    taken |> Seq.sort |> List.ofSeq, buffers.Value

[<Property>]
let ``every part is taken once, at its place, from one of few buffers`` (items: byte[]) (threads: byte) =
    let threads = 1 + int threads % 4
    let lengths = items |> Array.map (fun length -> int length)
    let taken, buffers = run threads Ok lengths
    let starts = lengths |> Array.scan (fun start length -> start + int64 length) 0L

    taken =
        (Seq.zip starts lengths
         |> Seq.map (fun (start, length) -> start, 2 * length)
         |> Seq.sort
         |> List.ofSeq)
    && buffers <= 2 * threads

[<Property>]
let ``of several faults the first in the order of the parts is thrown`` (items: byte[]) (threads: byte) =
    let isFaulty item = item % 3 = 1
    let items = Array.append (items |> Array.map int) [| 301; 302 |]

    let error =
        Assert.Throws<TokenizerException>(fun () ->
            items
            |> run (1 + int threads % 4) (fun item -> if isFaulty item then Fault.data $"part {item}" else Ok item)
            |> ignore)

    error.Message = $"part {Array.find isFaulty items}"
