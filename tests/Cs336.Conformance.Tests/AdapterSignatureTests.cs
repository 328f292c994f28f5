using System.Reflection;
using Xunit;

namespace Cs336.Conformance.Tests;

/// <summary>The functions have the names and parameters of the official <c>adapters.py</c>, in its order.</summary>
public sealed class AdapterSignatureTests
{
    private static readonly string[] s_signatures =
    [
        "Tensor RunLinear(Int32 dIn, Int32 dOut, Tensor weights, Tensor inFeatures)",
        "Tensor RunEmbedding(Int32 vocabSize, Int32 dModel, Tensor weights, Tensor tokenIds)",
        "Tensor RunSwiGlu(Int32 dModel, Int32 dFf, Tensor w1Weight, Tensor w2Weight, Tensor w3Weight, Tensor inFeatures)",
        "Tensor RunScaledDotProductAttention(Tensor q, Tensor k, Tensor v, Tensor mask = null)",
        "Tensor RunMultiheadSelfAttention(Int32 dModel, Int32 numHeads, Tensor qProjWeight, Tensor kProjWeight, Tensor vProjWeight, "
            + "Tensor oProjWeight, Tensor inFeatures)",
        "Tensor RunMultiheadSelfAttentionWithRope(Int32 dModel, Int32 numHeads, Int32 maxSeqLen, Double theta, Tensor qProjWeight, "
            + "Tensor kProjWeight, Tensor vProjWeight, Tensor oProjWeight, Tensor inFeatures, Tensor tokenPositions = null)",
        "Tensor RunRope(Int32 dK, Double theta, Int32 maxSeqLen, Tensor inQueryOrKey, Tensor tokenPositions)",
        "Tensor RunTransformerBlock(Int32 dModel, Int32 numHeads, Int32 dFf, Int32 maxSeqLen, Double theta, "
            + "IReadOnlyDictionary`2 weights, Tensor inFeatures)",
        "Tensor RunTransformerLm(Int32 vocabSize, Int32 contextLength, Int32 dModel, Int32 numLayers, Int32 numHeads, Int32 dFf, "
            + "Double ropeTheta, IReadOnlyDictionary`2 weights, Tensor inIndices)",
        "Tensor RunRmsNorm(Int32 dModel, Double eps, Tensor weights, Tensor inFeatures)",
        "Tensor RunSilu(Tensor inFeatures)",
        "ValueTuple`2 RunGetBatch(Int64[] dataset, Int32 batchSize, Int32 contextLength, String device)",
        "Tensor RunSoftmax(Tensor inFeatures, Int32 dim)",
        "Tensor RunCrossEntropy(Tensor inputs, Tensor targets)",
        "Void RunGradientClipping(IEnumerable`1 parameters, Double maxL2Norm)",
        "AdamW CreateAdamW(IEnumerable`1 parameters, Double learningRate = 0.001, Double beta1 = 0.9, Double beta2 = 0.999, "
            + "Double epsilon = 1E-08, Double weightDecay = 0.01)",
        "Double RunGetLrCosineSchedule(Int32 it, Double maxLearningRate, Double minLearningRate, Int32 warmupIters, Int32 cosineCycleIters)",
        "Void RunSaveCheckpoint(Module model, Optimizer optimizer, Int32 iteration, String out)",
        "Void RunSaveCheckpoint(Module model, Optimizer optimizer, Int32 iteration, Stream out)",
        "Int32 RunLoadCheckpoint(String src, Module model, Optimizer optimizer)",
        "Int32 RunLoadCheckpoint(Stream src, Module model, Optimizer optimizer)",
        "BpeTokenizer GetTokenizer(IReadOnlyDictionary`2 vocab, IReadOnlyList`1 merges, IReadOnlyList`1 specialTokens = null)",
        "ValueTuple`2 RunTrainBpe(String inputPath, Int32 vocabSize, IReadOnlyList`1 specialTokens)",
    ];

    [Fact]
    public void The_21_functions_are_those_of_the_assignment()
    {
        var functions = typeof(Adapters.Adapters).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);

        Assert.Equal(s_signatures.Order(StringComparer.Ordinal), functions.Select(Shown).Order(StringComparer.Ordinal));
        Assert.Equal(21, functions.Select(function => function.Name).Distinct().Count());
    }

    private static string Shown(MethodInfo function) =>
        FormattableString.Invariant($"{function.ReturnType.Name} {function.Name}({string.Join(", ", function.GetParameters().Select(Shown))})");

    private static string Shown(ParameterInfo parameter) => FormattableString.Invariant(
        $"{parameter.ParameterType.Name} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "")}");
}
