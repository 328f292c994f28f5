using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cs336.Annotations;

/// <summary>Where a new tensor lives and in which element type. The default is the CPU and float32.</summary>
public readonly record struct Placement
{
    // Not a Device, which compares by reference.
    private readonly DeviceType deviceType;
    private readonly int? deviceIndex;
    private readonly ScalarType? dtype;

    /// <summary>A device and an element type.</summary>
    /// <param name="device">The CPU where null.</param>
    /// <param name="dtype">float32 where null.</param>
    public Placement(Device? device = null, ScalarType? dtype = null)
    {
        deviceType = device?.type ?? DeviceType.CPU;
        deviceIndex = device is { index: >= 0 } ? device.index : null;
        this.dtype = dtype is ScalarType.Float32 ? null : dtype;
    }

    /// <summary>The device.</summary>
    public Device Device => new(deviceType, deviceIndex ?? -1);

    /// <summary>The element type.</summary>
    public ScalarType DType => dtype ?? ScalarType.Float32;

    /// <summary>float32 on <paramref name="device"/>.</summary>
    public static implicit operator Placement(Device device) => new(device);

    /// <summary><paramref name="dtype"/> on the CPU.</summary>
    public static implicit operator Placement(ScalarType dtype) => new(dtype: dtype);

    /// <summary>Allocates a parameter here and lets <paramref name="initialise"/> fill it, unrecorded by autograd.</summary>
    /// <param name="shape">Sizes, outermost dimension first.</param>
    /// <param name="initialise">Writes every element in place.</param>
    /// <returns>A parameter that requires gradients and belongs to no DisposeScope.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="initialise"/> is null.</exception>
    public Parameter CreateParameter(long[] shape, Action<Tensor> initialise)
    {
        ArgumentNullException.ThrowIfNull(initialise);
        using var temporaries = NewDisposeScope();
        var data = empty(shape, dtype: DType, device: Device);
        using (no_grad())
            initialise(data);
        var parameter = new Parameter(data);
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    /// <summary>Element type and device, as in <c>Float32 on cpu</c>.</summary>
    public override string ToString() => $"{DType} on {Device}";
}
