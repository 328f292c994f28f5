/// From the text given to an option to its value. Numbers are read in the invariant culture, whatever the machine's.
module internal Cs336.Train.Values

open System
open System.Globalization

/// Why a text is no value of an option: what the option expects and what was found.
type Mismatch = { Expected: string; Found: string }

let private mismatch expected found =
    Error { Expected = expected; Found = found }

/// An integer of at least `least`, without decimals, exponents or group separators.
let integerFrom (least: int) (text: string) =
    match Int32.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
    | true, value when value >= least -> Ok value
    | _ -> mismatch $"an integer from {least} to {Int32.MaxValue}" text

/// How many of something there are: an integer of at least 1.
let count = integerFrom 1

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

let oneOf (known: string list) text =
    if List.contains text known then
        Ok text
    else
        mismatch (known |> List.map (fun name -> $"'{name}'") |> String.concat " or ") text
