using System.Text.Json.Serialization;
using Cs336.Model;
using Cs336.Model.Layers;
using Cs336.Model.State;
using Cs336.Model.State.Dialects;
using Cs336.Tokenizer;
using Cs336.Train.Files;
using Cs336.Train.Tokenization;

namespace Cs336.Train.Export;

/// <summary>
/// A model as a directory that Hugging Face's <c>transformers</c> loads as a Llama: <c>config.json</c>, <c>model.safetensors</c>, and
/// the tokenizer where there is one.
/// </summary>
internal static class HuggingFaceDirectory
{
    /// <summary>Writes the directory under a temporary name and renames it.</summary>
    /// <param name="path">Where to; nothing may be there yet.</param>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its tokenizer, or null.</param>
    /// <exception cref="ConfigurationException">The model is a variant that no Llama is.</exception>
    /// <exception cref="IOException">Something has that name already.</exception>
    public static void Write(string path, TransformerLm model, BpeTokenizer? tokenizer)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.Exists(path))
            throw new IOException($"{path}: there is something of this name already; expected the name of a new directory.");
        using var tensors = HuggingFaceLlama.FromModel(model);
        OutputPath.PrepareDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(temporary);
        try
        {
            AtomicFile.Write(
                Path.Combine(temporary, "model.safetensors"), file => Safetensors.Write(file, tensors, tensors.Metadata));
            int? endOfText = tokenizer is not null && tokenizer.TryGetId(SpecialToken.EndOfText, out var id) ? id : null;
            JsonFile.Write(Path.Combine(temporary, "config.json"), LlamaConfig.Of(model.Config, endOfText));
            if (tokenizer is not null)
            {
                tokenizer.Save(temporary);
                JsonFile.Write(Path.Combine(temporary, "tokenizer_config.json"), TokenizerConfig.Of(model.Config, endOfText));
            }
            Directory.Move(temporary, path);
        }
        catch
        {
            Directory.Delete(temporary, recursive: true);
            throw;
        }
    }

    /// <summary>What <c>LlamaConfig</c> of transformers reads, in its own names.</summary>
    private sealed record LlamaConfig(
        [property: JsonPropertyName("architectures")] string[] Architectures,
        [property: JsonPropertyName("model_type")] string ModelType,
        [property: JsonPropertyName("vocab_size")] int VocabSize,
        [property: JsonPropertyName("max_position_embeddings")] int MaxPositions,
        [property: JsonPropertyName("hidden_size")] int HiddenSize,
        [property: JsonPropertyName("intermediate_size")] int IntermediateSize,
        [property: JsonPropertyName("num_hidden_layers")] int Layers,
        [property: JsonPropertyName("num_attention_heads")] int Heads,
        [property: JsonPropertyName("num_key_value_heads")] int KeyValueHeads,
        [property: JsonPropertyName("head_dim")] int HeadDimension,
        [property: JsonPropertyName("rope_theta")] double RopeTheta,
        [property: JsonPropertyName("rms_norm_eps")] double NormEpsilon,
        [property: JsonPropertyName("hidden_act")] string Activation,
        [property: JsonPropertyName("attention_bias")] bool AttentionBias,
        [property: JsonPropertyName("mlp_bias")] bool FeedForwardBias,
        [property: JsonPropertyName("tie_word_embeddings")] bool TiedHead,
        [property: JsonPropertyName("torch_dtype")] string DType,
        [property: JsonPropertyName("bos_token_id")] int? BeginningOfText,
        [property: JsonPropertyName("eos_token_id")] int? EndOfText)
    {
        public static LlamaConfig Of(ModelConfig model, int? endOfText) => new(
            ["LlamaForCausalLM"], "llama", model.VocabSize, model.ContextLength, model.DModel, model.DFf, model.NLayers, model.NHeads,
            model.NHeads, model.DHead, model.RopeTheta, model.NormEpsilon, "silu", AttentionBias: false, FeedForwardBias: false,
            model.TiedHead, "float32", endOfText, endOfText);
    }

    private sealed record TokenizerConfig(
        [property: JsonPropertyName("tokenizer_class")] string Class,
        [property: JsonPropertyName("model_max_length")] int MaxLength,
        [property: JsonPropertyName("bos_token")] string? BeginningOfText,
        [property: JsonPropertyName("eos_token")] string? EndOfText,
        [property: JsonPropertyName("clean_up_tokenization_spaces")] bool CleansUpSpaces)
    {
        public static TokenizerConfig Of(ModelConfig model, int? endOfText)
        {
            var text = endOfText is null ? null : SpecialToken.EndOfText;
            return new("PreTrainedTokenizerFast", model.ContextLength, text, text, CleansUpSpaces: false);
        }
    }
}
