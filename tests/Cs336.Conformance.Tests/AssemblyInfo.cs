using Xunit;

// torch's random generator and the count of live bytes belong to the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
