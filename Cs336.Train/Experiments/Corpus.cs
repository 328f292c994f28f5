using System.Text.Json.Serialization;
using Cs336.Model;

namespace Cs336.Train.Experiments;

/// <summary>A text of the assignment.</summary>
[JsonConverter(typeof(NamedEnumConverter<Corpus>))]
internal enum Corpus
{
    /// <summary>TinyStories, or synthetic stories in its place.</summary>
    TinyStories,

    /// <summary>A sample of OpenWebText, or synthetic web text in its place.</summary>
    OpenWebText,
}

/// <summary>The files of a corpus as they were found or made, and what they are.</summary>
/// <param name="Corpus">Which corpus.</param>
/// <param name="IsStandIn">Whether a synthetic text stands in for the real one.</param>
/// <param name="Description">What it is, for readers: the course's name, or the command that made the stand-in.</param>
/// <param name="TrainBytes">The length of the training text, in bytes.</param>
/// <param name="ValidBytes">The length of the validation text, in bytes.</param>
/// <param name="Sha256">SHA-256 of the training text and then the validation text, in lower-case hexadecimal.</param>
internal sealed record CorpusRecord(Corpus Corpus, bool IsStandIn, string Description, long TrainBytes, long ValidBytes, string Sha256);
