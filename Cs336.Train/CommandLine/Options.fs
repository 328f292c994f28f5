namespace Cs336.Train.CommandLine

/// Options of `cs336 data synth`.
[<Sealed>]
type Placeholder = class end
