using Xunit.Abstractions;

namespace Cs336.Conformance.Tests.Fixtures;

/// <summary>One case: a row of the theory, called by its op and its path.</summary>
public sealed class FixtureCase : IXunitSerializable
{
    /// <summary>A case found in <paramref name="roots"/>.</summary>
    /// <param name="roots">The folders that its paths are looked up in.</param>
    /// <param name="root">The one of them that holds it.</param>
    /// <param name="path">The path of its JSON file, relative to <paramref name="root"/>.</param>
    /// <param name="op">What it is a case of.</param>
    public FixtureCase(FixtureRoots roots, string root, string path, string op) => (Roots, Root, Path, Op) = (roots, root, path, op);

    /// <summary>For xunit, which fills it from what <see cref="Serialize"/> wrote.</summary>
    [Obsolete("Called by the deserializer only.", error: true)]
    public FixtureCase() : this(FixtureRoots.Default, "", "", "")
    {
    }

    /// <summary>The folders that the case's paths are looked up in.</summary>
    public FixtureRoots Roots { get; }

    /// <summary>The folder of fixtures that holds the case.</summary>
    public string Root { get; private set; }

    /// <summary>The path of the JSON file, relative to <see cref="Root"/>.</summary>
    public string Path { get; private set; }

    /// <summary>What it is a case of.</summary>
    public string Op { get; private set; }

    /// <summary>The JSON file.</summary>
    public string FullPath => System.IO.Path.Combine(Root, Path);

    /// <inheritdoc/>
    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue(nameof(Root), Root);
        info.AddValue(nameof(Path), Path);
        info.AddValue(nameof(Op), Op);
    }

    /// <inheritdoc/>
    public void Deserialize(IXunitSerializationInfo info)
    {
        Root = info.GetValue<string>(nameof(Root));
        Path = info.GetValue<string>(nameof(Path));
        Op = info.GetValue<string>(nameof(Op));
    }

    /// <summary>Op and path.</summary>
    public override string ToString() => $"{Op} {Path}";
}
