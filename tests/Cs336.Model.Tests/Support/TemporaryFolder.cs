namespace Cs336.Model.Tests.Support;

/// <summary>A folder that exists as long as its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cs336-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string WithBytes(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>The names of what lies in the folder, in their order.</summary>
    public IEnumerable<string> Names() =>
        Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry)).Order();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
