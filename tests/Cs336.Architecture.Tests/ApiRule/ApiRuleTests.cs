using Xunit;

namespace Cs336.Architecture.Tests.ApiRule;

public sealed class ApiRuleTests
{
    [Theory]
    // Layers and losses of torch.nn: by factory method, by class, behind an alias, as a type.
    [InlineData("nn.Linear(2, 3)")]
    [InlineData("torch.nn.Embedding(2, 3)")]
    [InlineData("nn.LayerNorm(4)")]
    [InlineData("nn.SiLU()")]
    [InlineData("nn.CrossEntropyLoss()")]
    [InlineData("nn.MultiheadAttention(8, 2)")]
    [InlineData("new TorchSharp.Modules.CrossEntropyLoss()")]
    [InlineData("typeof(TorchSharp.Modules.RNN)")]
    [InlineData("nn.Reduction.Mean")]
    [InlineData("new Loss()", "using Loss = TorchSharp.Modules.MSELoss;")]
    [InlineData("Linear(2, 3)", "using static TorchSharp.torch.nn;")]
    // Its functions, initialisers and utilities.
    [InlineData("nn.functional.softmax(x, -1)")]
    [InlineData("nn.functional.cross_entropy(x, x)")]
    [InlineData("nn.functional.scaled_dot_product_attention(x, x, x)")]
    [InlineData("F.silu(x)", "using F = TorchSharp.torch.nn.functional;")]
    [InlineData("gelu(x)", "using static TorchSharp.torch.nn.functional;")]
    [InlineData("nn.init.trunc_normal_(x)")]
    [InlineData("nn.utils.clip_grad_norm_(parameters, 1.0)")]
    [InlineData("nn.utils.rnn.pad_sequence([x])")]
    // Optimizers and schedules.
    [InlineData("torch.optim.AdamW(parameters)")]
    [InlineData("optim.SGD(parameters, 0.1)")]
    [InlineData("new TorchSharp.Modules.AdamW.Options()")]
    [InlineData("optim.lr_scheduler.StepLR(optimizer, 1)")]
    [InlineData("new optim.lr_scheduler.impl.StepLR(optimizer, 1)")]
    // The same functions on tensors, in torch and in torch.special; in place; as a method group; on a parameter, which is a tensor.
    [InlineData("x.softmax(-1)")]
    [InlineData("x.log_softmax(-1)")]
    [InlineData("x.silu()")]
    [InlineData("x.silu_()")]
    [InlineData("x.gelu()")]
    [InlineData("x.gelu_()")]
    [InlineData("torch.softmax(x, -1)")]
    [InlineData("softmax(x, -1)")]
    [InlineData("torch.special.softmax(x, -1)")]
    [InlineData("special.log_softmax(x, -1)")]
    [InlineData("(Func<Tensor>)x.silu")]
    [InlineData("parameters.First().softmax(-1)")]
    [InlineData("new distributions.transforms.SoftmaxTransform()")]
    public async Task Forbidden_expression_is_reported(string expression, string usings = "") =>
        Assert.Contains(await ModelCompilation.BannedUses(Method(expression, usings)), diagnostic => diagnostic.Id == "RS0030");

    [Theory]
    [InlineData("x.exp() / x.exp().sum(-1, keepdim: true)")]
    [InlineData("x * sigmoid(x)")]
    [InlineData("x.logsumexp(-1)")]
    [InlineData("torch.special.expit(x)")]
    [InlineData("torch.matmul(x, x.mT)")]
    [InlineData("torch.linalg.vector_norm(x)")]
    [InlineData("x.normal_().clamp_(-3, 3)")]
    [InlineData("new TorchSharp.Modules.Parameter(x)")]
    [InlineData("nn.Parameter(x)")]
    [InlineData("nn.ModuleList<nn.Module>()")]
    [InlineData("nn.ModuleDict<nn.Module>()")]
    [InlineData("nn.Sequential()")]
    [InlineData("optimizer.ParamGroups.Select(group => group.LearningRate)")]
    [InlineData("(Action)optimizer.zero_grad")]
    public async Task Allowed_expression_is_not_reported(string expression) =>
        Assert.Empty(await ModelCompilation.BannedUses(Method(expression)));

    [Fact]
    public async Task Layer_and_optimizer_of_ones_own_are_not_reported() =>
        Assert.Empty(await ModelCompilation.BannedUses(
            """
            using System;
            using TorchSharp;
            using TorchSharp.Modules;
            using static TorchSharp.torch;

            sealed class Scale : nn.Module<Tensor, Tensor>
            {
                private readonly Parameter gain;

                public Scale() : base("scale")
                {
                    gain = new Parameter(ones(1));
                    RegisterComponents();
                }

                public override Tensor forward(Tensor x) => x * gain;
            }

            sealed class Descent : OptimizerHelper
            {
                public override Tensor step(Func<Tensor>? closure = null) =>
                    _step<ParamGroup>(group => { foreach (var p in group.Parameters) p.sub_(p.grad! * group.LearningRate); }, closure!);

                public override void add_param_group(ParamGroup group) => _parameter_groups.Add(group);
            }
            """));

    [Fact]
    public async Task Inheriting_from_a_layer_is_reported() =>
        Assert.Contains(
            await ModelCompilation.BannedUses(
                """abstract class Mine : TorchSharp.Modules.ParameterLessModule<int, int> { Mine() : base("mine") { } }"""),
            diagnostic => diagnostic.Id == "RS0030");

    [Fact]
    public async Task Report_says_what_to_do_instead() =>
        Assert.Contains(
            await ModelCompilation.BannedUses(Method("x.softmax(-1)")),
            diagnostic => diagnostic.GetMessage().EndsWith("write it in Cs336.Model/Functional", StringComparison.Ordinal));

    private static string Method(string expression, string usings = "") =>
        $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using TorchSharp;
        using static TorchSharp.torch;
        {{usings}}

        static class Snippet
        {
            static object? Evaluate(Tensor x, IEnumerable<TorchSharp.Modules.Parameter> parameters, optim.Optimizer optimizer) =>
                {{expression}};
        }
        """;
}
