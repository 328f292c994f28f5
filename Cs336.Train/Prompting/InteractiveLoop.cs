using System.Globalization;
using Cs336.Model;
using Cs336.Model.Layers;
using Cs336.Model.Sampling;
using Cs336.Tokenizer;
using Cs336.Train.Commands;
using Cs336.Train.Startup;

namespace Cs336.Train.Prompting;

/// <summary>
/// <c>cs336 generate --interactive</c>: a prompt, its continuation, the next prompt. Every continuation has the next seed. Ctrl-C stops
/// the continuation; where there is none, the program.
/// </summary>
internal sealed class InteractiveLoop(
    TransformerLm model, BpeTokenizer tokenizer, GenerateOptions options, ContinuationOptions settings, TextReader input,
    Interruption interruption)
{
    private const string Help =
        "Type a text to continue, or /temperature T, /top-k K (all), /top-p P, /min-p P, /repetition-penalty R, /max-tokens N, /seed S, "
        + "/settings, /retry, /quit; // begins a text with /.";

    private string? last;

    public void Run()
    {
        if (options.Prompt.Length > 0)
            Continue(options.Prompt);
        else
            Console.Error.WriteLine(Help);
        while (ReadLine() is { } line && line != "/quit")
        {
            try
            {
                Obey(line);
            }
            catch (Exception error) when (error is ConfigurationException or TokenizerException)
            {
                Console.Error.WriteLine(error.Message);
            }
        }
    }

    /// <summary>Waits for a line in a way that Ctrl-C can end.</summary>
    private string? ReadLine()
    {
        if (!Console.IsInputRedirected)
            Console.Error.Write("> ");
        return Task.Run(input.ReadLine).WaitAsync(interruption.Token).GetAwaiter().GetResult();
    }

    private void Obey(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (line.Length == 0)
            return;
        if (line[0] != '/' || line.StartsWith("//", StringComparison.Ordinal))
            Continue(line[0] == '/' ? line[1..] : line);
        else if (words is ["/retry"])
            Continue(last ?? throw new ConfigurationException("/retry: there has been no prompt yet."));
        else if (words is ["/settings"])
            Console.Error.WriteLine(Describe());
        else if (words is [var name, var value])
            settings = With(name, value).Validated();
        else
            throw Unknown(line);
    }

    private ContinuationOptions With(string name, string value) => name switch
    {
        "/temperature" => settings with { Temperature = Number(name, value) },
        "/top-p" => settings with { TopP = Number(name, value) },
        "/min-p" => settings with { MinP = Number(name, value) },
        "/repetition-penalty" => settings with { RepetitionPenalty = Number(name, value) },
        "/top-k" => settings with { TopK = value == "all" ? null : (int)Integer(name, value, int.MaxValue) },
        "/max-tokens" => settings with { MaxTokens = (int)Integer(name, value, int.MaxValue) },
        "/seed" => settings with { Seed = Integer(name, value, long.MaxValue) },
        _ => throw Unknown(name),
    };

    private void Continue(string text)
    {
        var prompt = Prompt.Of(text, "prompt", tokenizer);
        GenerateCommand.RequireFit(prompt, options, model.Config.ContextLength);
        GenerateCommand.SayWhatIsDropped(prompt, model.Config.ContextLength);
        last = text;
        var output = new OrderedOutput(GenerateCommand.FormatOf(options, tokenizer, several: false), Console.Out);
        // Not disposed: a signal may still hold on to it.
        var stopping = new CancellationTokenSource();
        using (interruption.Redirect(stopping.Cancel))
            new Writer(model, tokenizer, options.Stop, output).Continue([prompt], settings, samples: 1, atOnce: 1, stopping.Token);
        settings = settings with { Seed = settings.Seed + 1 };
    }

    private string Describe() => FormattableString.Invariant(
        $"/temperature {settings.Temperature} /top-k {settings.TopK?.ToString(CultureInfo.InvariantCulture) ?? "all"} ")
        + FormattableString.Invariant($"/top-p {settings.TopP} /min-p {settings.MinP} /repetition-penalty {settings.RepetitionPenalty} ")
        + FormattableString.Invariant($"/max-tokens {settings.MaxTokens} /seed {settings.Seed}");

    private static ConfigurationException Unknown(string line) => new($"'{line}' is nothing known here. {Help}");

    private static double Number(string name, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ConfigurationException($"{name}: expected a number; found '{value}'.");

    private static long Integer(string name, string value, long most) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new ConfigurationException($"{name}: expected an integer; found '{value}'.");
}
