using Microsoft.CodeAnalysis;

namespace Cs336.Generators;

/// <summary>Finds the names of a layer's members in every dialect and sees that no two members share one.</summary>
internal sealed class StateNameParser(DiagnosticSink report, CancellationToken cancellation)
{
    private const string Native = "Native";

    private readonly List<Named> members = [];

    private readonly record struct Named(string Property, string Native, EquatableArray<DialectName> Aliases)
    {
        public string In(string dialect) => Aliases.FirstOrDefault(alias => alias.Dialect == dialect)?.Name ?? Native;
    }

    /// <summary>Takes the names of a member of a base layer, whose own mistakes are reported there.</summary>
    public void ReserveInherited(IPropertySymbol property) =>
        members.Add(Read(property, static (_, _, _) => { }, out _));

    /// <summary>The native name of <paramref name="property"/> and its names in other dialects, or null where one is wrong.</summary>
    public (string Name, EquatableArray<DialectName> Aliases)? Parse(IPropertySymbol property)
    {
        var named = Read(property, report, out var wellFormed);
        var clash = wellFormed && Clashes(property, named);
        members.Add(named);
        return wellFormed && !clash ? (named.Native, named.Aliases) : null;
    }

    private Named Read(IPropertySymbol property, DiagnosticSink sink, out bool wellFormed)
    {
        wellFormed = true;
        var byDialect = new Dictionary<string, string>();
        var aliases = new List<DialectName>();
        foreach (var attribute in property.GetAttributes().Where(AnnotationNames.IsStateName))
        {
            var name = attribute.ConstructorArguments is [{ Value: string given }] ? given : "";
            var dialect = DialectOf(attribute);
            var problem =
                dialect is null ? "there is no such dialect"
                : byDialect.ContainsKey(dialect) ? $"'{byDialect[dialect]}' does already in the dialect {dialect}"
                : dialect == Native && name.Contains('.') ? "native names hold no dot"
                : !name.Split('.').All(Names.IsStateName) ? "it does not consist of letters, digits and underscores"
                : null;
            if (problem is not null)
            {
                sink(Diagnostics.BadStateName, LocationOf(attribute), property.Name, name, problem);
                wellFormed = false;
                continue;
            }
            byDialect.Add(dialect!, name);
            if (dialect != Native)
                aliases.Add(new(dialect!, name));
        }

        if (!byDialect.TryGetValue(Native, out var native))
        {
            native = Names.SnakeCase(property.Name);
            if (wellFormed && !Names.IsStateName(native))
            {
                sink(Diagnostics.BadStateName, property.Locations.FirstOrDefault(), property.Name, native,
                    "the name derived from the property is not in ASCII; give one with [StateName]");
                wellFormed = false;
            }
        }
        return new(property.Name, native, new(aliases));
    }

    private bool Clashes(IPropertySymbol property, Named named)
    {
        foreach (var other in members)
        {
            var dialects = named.Aliases.Concat(other.Aliases).Select(alias => alias.Dialect).Prepend(Native).Distinct();
            foreach (var dialect in dialects)
            {
                if (named.In(dialect) != other.In(dialect))
                    continue;
                report(Diagnostics.DuplicateStateName, property.Locations.FirstOrDefault(),
                    property.Name, other.Property, named.In(dialect), dialect);
                return true;
            }
        }
        return false;
    }

    private Location? LocationOf(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation();

    /// <summary>The name of the dialect in its enumeration, or null where the value is not of it.</summary>
    private static string? DialectOf(AttributeData attribute)
    {
        var argument = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Dialect").Value;
        return argument.Type is null
            ? Native
            : argument.Type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => Equals(field.ConstantValue, argument.Value))?.Name;
    }
}
