using System.Text.Json;
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
        { "norm must be one of pre, post, none", TinyModel.Config with { Norm = (NormPlacement)7 } },
        { "positions must be", TinyModel.Config with { Positions = (PositionEncoding)7 } },
        { "feed-forward must be", TinyModel.Config with { FeedForward = (FeedForwardKind)7 } },
        { "norm epsilon", TinyModel.Config with { NormEpsilon = double.NaN } },
    };

    [Theory]
    [MemberData(nameof(Unbuildable))]
    public void Sizes_that_make_no_model_are_refused_by_name(string expected, ModelConfig config) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(config.Validated).Message);

    [Fact]
    public void A_buildable_configuration_is_returned_as_it_is() => Assert.Same(TinyModel.Config, TinyModel.Config.Validated());

    [Fact]
    public void An_odd_head_is_fine_without_rotary_positions() =>
        (TinyModel.Config with { NHeads = 8, Positions = PositionEncoding.None }).Validated();

    [Fact]
    public void The_feed_forward_width_follows_the_other_sizes_until_it_is_set()
    {
        var config = new ModelConfig { VocabSize = 1, DModel = 512 };

        Assert.Equal(1344, config.DFf);
        Assert.Equal(2048, (config with { DModel = 768 }).DFf);
        Assert.Equal(3072, (config with { DModel = 768, FeedForward = FeedForwardKind.Silu }).DFf);
        Assert.Equal(100, (config with { DFf = 100, DModel = 768 }).DFf);
    }

    [Fact]
    public void Variants_are_written_by_their_names_on_the_command_line()
    {
        var config = new ModelConfig
        {
            VocabSize = 1,
            Norm = NormPlacement.Post,
            Positions = PositionEncoding.None,
            FeedForward = FeedForwardKind.Silu,
            TiedHead = true,
        };

        var json = JsonSerializer.Serialize(config, JsonSerializerOptions.Web);

        Assert.Contains("\"norm\":\"post\",\"positions\":\"none\",\"feedForward\":\"silu\",\"tiedHead\":true", json);
        var read = JsonSerializer.Deserialize<ModelConfig>(json, JsonSerializerOptions.Web);
        Assert.Equal(json, JsonSerializer.Serialize(read, JsonSerializerOptions.Web));
    }

    // The widths of the handout: 1,344 for d_model 512, and the multiple of 64 nearest to 8/3 d_model elsewhere.
    [Theory]
    [InlineData(512, 1344)]
    [InlineData(768, 2048)]
    [InlineData(1600, 4288)]
    [InlineData(8, 64)]
    public void The_usual_feed_forward_width_is_the_nearest_multiple_of_64(int dModel, int dFf) =>
        Assert.Equal(dFf, ModelConfig.DefaultDFf(dModel));
}
