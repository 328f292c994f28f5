/// From the text given to an option to its value. Numbers are read in the invariant culture, whatever the machine's.
module internal Cs336.Train.Values

open System
open System.Globalization

/// Why a text is no value of an option: what the option expects and what was found.
type Mismatch = { Expected: string; Found: string }

let private mismatch expected found =
    Error { Expected = expected; Found = found }

/// An integer without decimals, exponents or group separators.
let private integerWithin (least: int) (most: int) (text: string) =
    match Int32.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
    | true, value when value >= least && value <= most -> Ok value
    | _ -> mismatch $"an integer from {least} to {most}" text

/// An integer of at least `least`.
let integerFrom (least: int) = integerWithin least Int32.MaxValue

/// How many of something there are: an integer of at least 1.
let count = integerFrom 1

/// How many threads: more than any machine has cores would take memory and wait for each other.
let threads = integerWithin 1 1024

/// A count, or `auto`, which stands for none.
let countOrAuto text =
    if text = "auto" then
        Ok(Nullable())
    else
        count text
        |> Result.map Nullable
        |> Result.mapError (fun mismatch -> {
            mismatch with
                Expected = mismatch.Expected + ", or auto"
        })

/// A count that may be beyond two thousand million.
let longCount (text: string) =
    match Int64.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
    | true, value when value >= 1L -> Ok value
    | _ -> mismatch $"an integer from 1 to {Int64.MaxValue}" text

let seed (text: string) =
    match Int64.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
    | true, value -> Ok value
    | _ -> mismatch "an integer of at most 64 bits" text

let private numberStyle =
    NumberStyles.AllowLeadingSign
    ||| NumberStyles.AllowDecimalPoint
    ||| NumberStyles.AllowExponent

let private number expected accepts (text: string) =
    match Double.TryParse(text, numberStyle, CultureInfo.InvariantCulture) with
    | true, value when Double.IsFinite value && accepts value -> Ok value
    | _ -> mismatch expected text

let positive = number "a number greater than 0" (fun value -> value > 0.0)

let nonNegative = number "a number of at least 0" (fun value -> value >= 0.0)

/// A share that leaves something on both sides, in (0, 1).
let properFraction =
    number "a number between 0 and 1, both excluded" (fun value -> 0.0 < value && value < 1.0)

/// A probability that is not nothing, in (0, 1].
let probability =
    number "a number greater than 0 and at most 1" (fun value -> 0.0 < value && value <= 1.0)

/// A share of something, in [0, 1].
let share =
    number "a number from 0 to 1" (fun value -> 0.0 <= value && value <= 1.0)

/// The decay of an exponential average, in [0, 1).
let decay =
    number "a number of at least 0 and less than 1" (fun value -> 0.0 <= value && value < 1.0)

/// A path, a name or a special token: any text but the empty one.
let nonEmpty text =
    if text = "" then
        mismatch "a text that is not empty" text
    else
        Ok text

/// Several of them, in their order.
let nonEmptyAll texts =
    match List.tryFind ((=) "") texts with
    | Some empty -> mismatch "texts that are not empty" empty
    | None -> Ok texts

/// The address of a file or folder that HTTP can fetch.
let webAddress (text: string) =
    match Uri.TryCreate(text, UriKind.Absolute) with
    | true, NonNull address when address.Scheme = Uri.UriSchemeHttp || address.Scheme = Uri.UriSchemeHttps -> Ok address
    | _ -> mismatch "an http or https address" text

let oneOf (known: string list) text =
    if List.contains text known then
        Ok text
    else
        mismatch (known |> List.map (fun name -> $"'{name}'") |> String.concat " or ") text

/// A number and the unit after it, whatever the case of its letters; the unit of a bare number is the empty one.
let private quantity expected (units: (string * float) list) accepts (text: string) =
    let unitLength =
        text |> Seq.rev |> Seq.takeWhile (Char.IsAsciiDigit >> not) |> Seq.length

    let digits = text[.. text.Length - unitLength - 1]
    let unitGiven = text[text.Length - unitLength ..].Trim()

    units
    |> List.tryFind (fun (unitName, _) -> String.Equals(unitName, unitGiven, StringComparison.OrdinalIgnoreCase))
    |> Option.map (fun (_, factor) ->
        number expected (fun value -> accepts (value * factor)) digits
        |> Result.map (fun value -> value * factor))
    |> Option.defaultValue (mismatch expected text)
    |> Result.mapError (fun mismatch -> { mismatch with Found = text })

/// Bytes, at least one: `80GB`, `1.5 TiB`, `1000`.
let memorySize =
    let units = [
        ("", 1.0)
        ("B", 1.0)
        for power, prefix in List.indexed [ "k"; "M"; "G"; "T" ] do
            ($"{prefix}B", 1000.0 ** float (power + 1))
            ($"{prefix}iB", 1024.0 ** float (power + 1))
    ]

    quantity "a size in bytes, such as 80GB or 80GiB" units (fun bytes -> 1.0 <= bytes && bytes < 2.0 ** 63.0)
    >> Result.map int64

/// Floating-point operations per second: `19.5e12`, `19.5T`, `989TFLOP/s`.
let flopRate =
    let units = [
        for factor, prefix in [ 1.0, ""; 1e9, "G"; 1e12, "T"; 1e15, "P" ] do
            for suffix in [ ""; "FLOP/s"; "FLOPS" ] do
                (prefix + suffix, factor)
    ]

    quantity "FLOPs per second, such as 19.5e12 or 19.5T" units (fun rate -> rate > 0.0 && Double.IsFinite rate)
