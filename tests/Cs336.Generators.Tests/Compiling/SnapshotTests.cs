using Xunit;

namespace Cs336.Generators.Tests.Compiling;

/// <summary>
/// The generated text, read and approved by a person, in <c>Snapshots/</c>. After a wanted change, run the tests once with
/// <c>CS336_ACCEPT_SNAPSHOTS=1</c> and review the difference.
/// </summary>
public sealed class SnapshotTests
{
    public static TheoryData<string> Names => [.. SnapshotSources.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Generated_text_is_the_approved_one(string name)
    {
        var (source, file) = SnapshotSources.All[name];
        var compiled = Compiled.Of(source);
        Assert.Empty(compiled.Complaints);
        var text = file is null
            ? compiled.Text
            : compiled.Generated.Results.Single().GeneratedSources.Single(s => s.HintName == file).SourceText.ToString();

        var path = Repository.PathOf("tests", "Cs336.Generators.Tests", "Snapshots", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("CS336_ACCEPT_SNAPSHOTS") == "1")
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }
}
