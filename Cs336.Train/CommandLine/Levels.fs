namespace Cs336.Train

open Argu

/// One level of the command line: `cs336` itself, a group of commands, or a command.
[<NoComparison; NoEquality>]
type internal Level = {
    /// What the user types to get here, such as `cs336 tokenizer train`.
    Name: string
    /// What the level does, as the help of the level above puts it.
    Purpose: string
    Parser: ArgumentParser
    /// The words that stand without a name, such as the runs of `cs336 report`.
    Positional: ArgumentCaseInfo option
    Options: ArgumentCaseInfo list
    Commands: (ArgumentCaseInfo * Level) list
}

module internal Levels =
    /// How many values an option takes.
    let (|NoValue|OneValue|SeveralValues|) (case: ArgumentCaseInfo) =
        if case.ArgumentType = ArgumentType.List then SeveralValues
        elif case.UnionCaseInfo.GetFields().Length = 0 then NoValue
        else OneValue

    /// What the user types; of words without a name, what the help calls them.
    let nameOf (case: ArgumentCaseInfo) =
        if case.IsMainCommand then
            $"<{(Array.head (case.UnionCaseInfo.GetFields())).Name}>"
        else
            case.CommandLineNames.Value.Head

    let rec private levelOf name purpose (parser: ArgumentParser) : Level =
        let commands, options =
            parser.GetArgumentCases()
            |> List.partition (fun case -> case.ArgumentType = ArgumentType.SubCommand)

        let positional, options = options |> List.partition (fun case -> case.IsMainCommand)

        let commandLevel (case: ArgumentCaseInfo, parser) =
            case, levelOf $"{name} {nameOf case}" case.Description.Value parser

        {
            Name = name
            Purpose = purpose
            Parser = parser
            Positional = List.tryHead positional
            Options = options
            Commands = List.zip commands (parser.GetSubCommandParsers()) |> List.map commandLevel
        }

    /// Columns of the help: a fixed number, so that it reads the same in a terminal, a pipe and a test.
    let private helpWidth = 110

    /// The level at which every command line begins.
    let root () : Level =
        ArgumentParser.Create<RootArguments>(programName = "cs336", usageStringCharacterWidth = helpWidth)
        |> levelOf "cs336" "train a tokenizer and a language model from raw text, and generate from it."

    let private exampleOf (level: Level) : string =
        level.Parser.Accept
            {
                new IArgumentParserVisitor<string> with
                    member _.Visit<'T when 'T :> IArgParserTemplate>(_: ArgumentParser<'T>) =
                        typeof<'T>.GetCustomAttributes(typeof<ExampleAttribute>, false)
                        |> Seq.cast<ExampleAttribute>
                        |> Seq.map (fun example -> $"\nEXAMPLE:\n\n    {example.Line}\n")
                        |> String.concat ""
            }

    /// The help of a level: its purpose, syntax, commands, options and an example.
    let help (level: Level) : string =
        let syntax = level.Parser.PrintCommandLineSyntax()
        // The level's own name instead of the program's, for Argu's hint "Use '… <subcommand> --help'".
        let details = level.Parser.PrintUsage(programName = level.Name, hideSyntax = true)
        $"{level.Name}: {level.Purpose}\n\nUSAGE: {syntax}\n\n{details}{exampleOf level}".ReplaceLineEndings()
