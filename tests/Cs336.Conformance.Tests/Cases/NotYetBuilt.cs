using System.Text.Json;
using Cs336.Conformance.Tests.Fixtures;

namespace Cs336.Conformance.Tests.Cases;

/// <summary>What the fixtures ask for and this project does not have yet: the one list of cases that are skipped for that.</summary>
internal static class NotYetBuilt
{
    private static readonly string[] Ops = ["silu_ffn", "transformer_accounting", "adamw_accounting"];

    private static readonly string[] OpsWithModelVariants = ["transformer_lm", "lm_loss_gradients", "training_run"];

    /// <summary>What is missing for a case, as a sentence, or null.</summary>
    public static string? ReasonFor(string op, JsonElement parameters)
    {
        if (Ops.Contains(op))
            return $"The op {op} is not built yet.";
        if (!OpsWithModelVariants.Contains(op))
            return null;
        var model = parameters.Find("model") ?? parameters;
        string[] variants =
        [
            .. model.Text("norm") == "pre" ? [] : (string[])[$"norm {model.Text("norm")}"],
            .. model.Text("ffn") == "swiglu" ? [] : (string[])[$"ffn {model.Text("ffn")}"],
            .. model.Find("rope_theta") is null ? (string[])["no rope_theta"] : [],
        ];
        return variants.Length == 0 ? null : $"A model with {string.Join(", ", variants)} is not built yet.";
    }
}
