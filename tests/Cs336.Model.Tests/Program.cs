using Cs336.Model.Functional;
using static TorchSharp.torch;

namespace Cs336.Model.Tests;

/// <summary>
/// What a test runs in a process of its own because it may not survive; the test runner loads the assembly and never calls this.
/// </summary>
internal static class Program
{
    public const string PlainProduct = "plain-product";
    public const string CheckedProduct = "checked-product";

    /// <summary>Multiplies shapes that do not fit and prints the type of the exception that can be caught, if one can.</summary>
    public static void Main(string[] args)
    {
        var (left, right) = (zeros(2, 3), zeros(2, 3));
        try
        {
            using var product = args switch
            {
                [PlainProduct] => matmul(left, right),
                [CheckedProduct] => MatrixProduct.Of(left, right),
                _ => throw new NotSupportedException($"Expected {PlainProduct} or {CheckedProduct}; found '{string.Join(' ', args)}'."),
            };
        }
        catch (Exception exception)
        {
            Console.WriteLine(exception.GetType().Name);
        }
    }
}
