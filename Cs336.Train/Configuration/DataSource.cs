using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cs336.Model;

namespace Cs336.Train.Configuration;

/// <summary>A token file to train on, written <c>FILE</c> or <c>FILE:WEIGHT</c>.</summary>
/// <param name="Path">The file.</param>
/// <param name="Weight">How often it is drawn from, in proportion to the others; null: as often as its length makes it.</param>
[JsonConverter(typeof(Converter))]
internal sealed record DataSource(string Path, double? Weight = null)
{
    /// <summary>Reads the written form. A file whose name ends in a colon and a number needs a weight to be told from one.</summary>
    public static DataSource Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && double.TryParse(text.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight)
            ? new(text[..colon], weight)
            : new(text);
    }

    /// <summary>The same file under its full name.</summary>
    public DataSource FullyNamed(string? relativeTo = null) =>
        this with { Path = System.IO.Path.GetFullPath(Path, relativeTo ?? Environment.CurrentDirectory) };

    public override string ToString() =>
        Weight is { } weight ? string.Create(CultureInfo.InvariantCulture, $"{Path}:{weight}") : Path;

    /// <exception cref="ConfigurationException">Some files have a weight and others have none, or a weight is not positive.</exception>
    public static void RequireConsistent(IReadOnlyList<DataSource> sources)
    {
        if (sources.FirstOrDefault(source => source.Weight is not null) is not { } weighted)
            return;
        if (sources.FirstOrDefault(source => source.Weight is null) is { } bare)
            throw new ConfigurationException($"data: expected a weight for every file, as {weighted} has, or for none; found {bare}.");
        if (sources.FirstOrDefault(source => source.Weight is not > 0 || !double.IsFinite(source.Weight.Value)) is { } wrong)
            throw new ConfigurationException($"data: expected a positive weight; found {wrong}.");
    }

    private sealed class Converter : JsonConverter<DataSource>
    {
        public override DataSource Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Parse(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException());

        public override void Write(Utf8JsonWriter writer, DataSource value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
