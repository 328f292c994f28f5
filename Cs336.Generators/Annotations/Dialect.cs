namespace Cs336.Annotations;

/// <summary>A naming scheme for the state of the same layers.</summary>
public enum Dialect
{
    /// <summary>The names that the layers register under, those of <c>state_dict</c>.</summary>
    Native,

    /// <summary>The names of Llama checkpoints in Hugging Face form.</summary>
    HuggingFaceLlama,
}
