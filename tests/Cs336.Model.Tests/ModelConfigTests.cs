using Cs336.Model.Tests.Support;
using Xunit;

namespace Cs336.Model.Tests;

public sealed class ModelConfigTests
{
    public static TheoryData<string, ModelConfig> Unbuildable => new()
    {
        { "vocab size", TinyModel.Config with { VocabSize = 0 } },
        { "context length", TinyModel.Config with { ContextLength = 0 } },
        { "d_model", TinyModel.Config with { DModel = -8 } },
        { "d_ff", TinyModel.Config with { DFf = 0 } },
        { "n_layers", TinyModel.Config with { NLayers = 0 } },
        { "n_heads", TinyModel.Config with { NHeads = 0 } },
        { "n_heads 3", TinyModel.Config with { NHeads = 3 } },
        { "even", TinyModel.Config with { NHeads = 8 } },
        { "rope theta", TinyModel.Config with { RopeTheta = 0 } },
        { "rope theta", TinyModel.Config with { RopeTheta = double.PositiveInfinity } },
        { "norm epsilon", TinyModel.Config with { NormEpsilon = double.NaN } },
    };

    [Theory]
    [MemberData(nameof(Unbuildable))]
    public void Sizes_that_make_no_model_are_refused_by_name(string expected, ModelConfig config) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(config.Validated).Message);

    [Fact]
    public void A_buildable_configuration_is_returned_as_it_is() => Assert.Same(TinyModel.Config, TinyModel.Config.Validated());

    // The widths of the handout: 1,344 for d_model 512, and the multiple of 64 nearest to 8/3 d_model elsewhere.
    [Theory]
    [InlineData(512, 1344)]
    [InlineData(768, 2048)]
    [InlineData(1600, 4288)]
    [InlineData(8, 64)]
    public void The_usual_feed_forward_width_is_the_nearest_multiple_of_64(int dModel, int dFf) =>
        Assert.Equal(dFf, ModelConfig.DefaultDFf(dModel));
}
