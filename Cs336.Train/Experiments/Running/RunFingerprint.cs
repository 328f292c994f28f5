using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cs336.Train.Experiments.Data;
using Cs336.Train.Files;

namespace Cs336.Train.Experiments.Running;

/// <summary>
/// SHA-256 of everything that decides the result of a run, but not of the machine: a log that was made elsewhere counts.
/// </summary>
internal static class RunFingerprint
{
    /// <summary>Of a training: what it computes, on what text, by which tokenizer.</summary>
    public static string Of(TrainingPlan plan, CorpusTexts texts) => Of(new JsonObject
    {
        ["training"] = JsonSerializer.SerializeToNode(plan.Config.Training, JsonFile.Options),
        ["tf32"] = plan.Config.Tf32,
        ["tokenizer"] = plan.Config.TokenizerSha256,
        ["corpus"] = texts.Record.Sha256,
    });

    /// <summary>Of a measurement: its version, at a scale, on these texts and with the tokenizers of their sizes, of that training.</summary>
    public static string Of(Measurement measurement, Scale scale, IEnumerable<CorpusTexts> texts, string? needed)
    {
        var recipe = Recipe.Of(scale);
        return Of(new JsonObject
        {
            ["measurement"] = measurement.Name,
            ["version"] = measurement.Version,
            ["scale"] = scale.Name(),
            ["corpora"] = new JsonArray([.. texts.Select(text => new JsonObject
            {
                ["sha256"] = text.Record.Sha256,
                ["vocabSize"] = recipe.VocabSize(text.Record.Corpus),
            })]),
            ["needs"] = needed,
        });
    }

    private static string Of(JsonObject decisive) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(decisive, JsonFile.Options)));
}
