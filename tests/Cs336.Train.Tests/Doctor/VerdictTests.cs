using Cs336.Model;
using Cs336.Model.Accounting;
using Cs336.Train.Doctor;
using Xunit;

namespace Cs336.Train.Tests.Doctor;

/// <summary>What is said about machines, most of which this one is not.</summary>
public sealed class VerdictTests
{
    private static readonly MachineFacts Machine = new(
        "System", "X64", ".NET", new("Processor", 4, 2, ["avx2"]), new(8_000_000_000, 4_000_000_000), new("/runs", 50_000_000_000, null));

    private static readonly TorchFacts Torch = new("0.107.0", "2.10.0", "/lib", NativePatch.Applied, null);

    private static readonly DeviceFacts Device = new("cpu", 0, 2, Rates(float32: 100e9, bf16: 250e9), new(20e9), null);

    private static MatrixRates Rates(double float32, double bf16) =>
        new(new(ComputeType.Float32, float32, 512), new(ComputeType.BFloat16, bf16, 512));

    private static Verdict Judge(MachineFacts? machine = null, TorchFacts? torch = null, DeviceFacts? device = null, bool driver = false) =>
        Verdict.Of(machine ?? Machine, torch ?? Torch, device ?? Device, driver);

    [Fact]
    public void A_healthy_machine_is_not_complained_about()
    {
        var verdict = Judge();

        Assert.Empty(verdict.Problems);
        Assert.Empty(verdict.Warnings);
    }

    [Fact]
    public void Whatever_stops_training_is_a_problem_in_a_sentence()
    {
        Assert.Equal(["No library."], Verdict.Of(Machine, Torch with { LoadError = "No library." }, device: null, false).Problems);
        Assert.Equal(["No device."], Judge(device: Device with { Rates = null, Error = "No device." }).Problems);
        Assert.Equal(["Read-only."], Judge(Machine with { Disk = new("/runs", null, "Read-only.") }).Problems);
        Assert.Equal(
            ["/runs: the disk is full; expected at least 100 MB for checkpoints, found 3 MB."],
            Judge(Machine with { Disk = new("/runs", 3_000_000, null) }).Problems);
        Assert.Equal(
            ["There is too little memory; expected at least 300 MB, found 120.5 MB."],
            Judge(Machine with { Memory = new(8_000_000_000, 120_500_000) }).Problems);
    }

    [Fact]
    public void Whatever_slows_training_down_is_a_warning()
    {
        Assert.Equal(
            ["/runs has 500 MB left; checkpoints of larger models take gigabytes."],
            Judge(Machine with { Disk = new("/runs", 500_000_000, null) }).Warnings);
        Assert.Equal(
            ["Only 900 MB of memory are left; small models only."], Judge(Machine with { Memory = new(8_000_000_000, 900_000_000) }).Warnings);
        Assert.Equal(
            ["The processor has no AVX2; libtorch will be slow."],
            Judge(Machine with { Processor = Machine.Processor with { Flags = ["sse4_2"] } }).Warnings);
        Assert.Equal(
            ["Products in bf16 are 80 times as slow as in float32; do not train with --dtype bf16."],
            Judge(device: Device with { Rates = Rates(float32: 80e9, bf16: 1e9) }).Warnings);
        Assert.Equal(
            ["There is an NVIDIA driver, but this libtorch sees no CUDA device; build with -p:TorchBackend=cuda."], Judge(driver: true).Warnings);
    }

    [Fact]
    public void A_machine_that_does_not_say_what_it_can_do_is_given_the_benefit_of_the_doubt()
    {
        var silent = Machine with { Processor = Machine.Processor with { Flags = [] } };

        Assert.Empty(Judge(silent).Warnings);
        Assert.Empty(Judge(device: Device with { CudaDevices = 1 }, driver: true).Warnings);
    }
}
