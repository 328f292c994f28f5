using Cs336.Model.Tests.Support;
using FsCheck.Xunit;
using Xunit;

// torch's random generator and the count of live tensors belong to the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: Properties(Replay = "(336,1)", MaxTest = 50, Arbitrary = [typeof(Dims)])]
