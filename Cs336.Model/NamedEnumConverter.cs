using System.Text.Json.Serialization;

namespace Cs336.Model;

/// <summary>Writes the values of an enumeration by their names, and takes nothing else: a number is no name.</summary>
/// <typeparam name="T">The enumeration; <see cref="JsonStringEnumMemberNameAttribute"/> says the names.</typeparam>
public sealed class NamedEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
