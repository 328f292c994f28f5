using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary>
/// Tests that run commands: one after the other and apart from all others, since they share the console and libtorch's threads.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleCollection : ICollectionFixture<TinyRun>
{
    public const string Name = "commands";
}
