namespace Cs336.Model;

/// <summary>Sizes or settings that make no sense together; the message names the field, what was expected and what was found.</summary>
/// <param name="message">One sentence.</param>
public sealed class ConfigurationException(string message) : Exception(message);
