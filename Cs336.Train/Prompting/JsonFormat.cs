using System.Text.Json;
using Cs336.Model.Sampling;
using Cs336.Tokenizer;
using Cs336.Train.Files;

namespace Cs336.Train.Prompting;

/// <summary>A line of JSON for each text.</summary>
internal sealed class JsonFormat(BpeTokenizer tokenizer, bool echo, bool explain) : TextFormat
{
    private static readonly JsonSerializerOptions OneLine = new(JsonFile.Options) { WriteIndented = false };

    private sealed record Line(
        string Prompt, int Sample, long Seed, string Text, string End, string? Stop, int PromptTokens, int? PromptTokensDropped, int Tokens,
        IReadOnlyList<int> PromptIds, IReadOnlyList<int> Ids, IEnumerable<Step>? Steps);

    private sealed record Step(string Token, int Id, IEnumerable<Named> Candidates);

    private sealed record Named(string Token, int Id, double Probability);

    public override string End(WrittenText text, string piece)
    {
        var continued = text.Continued;
        var line = new Line(
            text.Prompt.Text, text.Sample, continued.Seed, (echo ? text.Prompt.Text : "") + text.Text, NameOfEnd(text), text.StoppedBy,
            continued.Prompt.Count, continued.PromptTokensDropped > 0 ? continued.PromptTokensDropped : null, continued.Ids.Count,
            continued.Prompt, continued.Ids, explain ? text.Draws.Select(StepOf) : null);
        return JsonSerializer.Serialize(line, OneLine) + "\n";
    }

    private static string NameOfEnd(WrittenText text) => text.Continued.End switch
    {
        EndReason.Limit => "limit",
        EndReason.StopId => "endOfText",
        EndReason.Context => "context",
        EndReason.Reader => "stop",
        _ => "interrupted",
    };

    private Step StepOf(Draw draw) => new(
        NameOf(draw.Id), draw.Id, draw.Candidates.Select(candidate => new Named(NameOf(candidate.Id), candidate.Id, candidate.Probability)));

    private string NameOf(int id) => tokenizer.TryGetToken(id, out var bytes) ? System.Text.Encoding.UTF8.GetString(bytes.Span) : "";
}
