using System.Text.Json;

namespace Cs336.Conformance.Tests.Fixtures;

/// <summary>Short ways to read a case's JSON.</summary>
internal static class JsonReading
{
    /// <summary>The member of that name, or null where there is none or it is null.</summary>
    public static JsonElement? Find(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static int Int(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static long Long(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

    public static double Double(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static int[] Ints(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetInt32())];

    public static double[] Doubles(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetDouble())];

    public static string[] Texts(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    public static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.Text(name));

    /// <summary>The objects of a list of sub-cases.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.GetProperty(name).EnumerateArray();
}
