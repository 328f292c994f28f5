using Cs336.Annotations;
using DeclareALayer;
using TorchSharp;
using static TorchSharp.torch;

// A network is corrected until it does what another one does, which differs from it by matrices of rank 2. Then it is saved and
// loaded. Exits with 0 if all of that worked.
const int rank = 2, steps = 300;
const string path = "adapted.bin";
random.manual_seed(336);

Tensor[] frozen = [randn(16, 8) / 3, randn(4, 16) / 3];
var wanted = new AdaptedNetwork(frozen.Select(w => w + randn(w.shape[0], rank).mm(randn(rank, w.shape[1])) / 6), rank);
var adapted = new AdaptedNetwork(frozen.Select(w => w.clone()), rank);

Console.WriteLine(StateNames.Describe(adapted));

var (first, last) = Train();
Console.WriteLine($"Loss of {steps} steps: {first:F4} → {last:F6}");

StateFile.Save(path, adapted);
var reloaded = new AdaptedNetwork(frozen.Select(w => zeros_like(w)), rank);
StateFile.Load(path, reloaded);
using var probe = randn(32, 8);
var same = adapted.call(probe).equal(reloaded.call(probe)).all().item<bool>();
Console.WriteLine($"Reloaded from {path}: the outputs are {(same ? "the same, bit for bit" : "different")}.");

var refused = Refuses(new AdaptedNetwork(frozen.Select(w => w.clone()), rank + 1));
var untouched = frozen.Zip(adapted.Layers).All(pair => pair.First.equal(pair.Second.Weight).all().item<bool>());
Console.WriteLine($"The frozen weights are {(untouched ? "what they were" : "changed")}.");
return last < first / 100 && same && refused && untouched ? 0 : 1;

(float First, float Last) Train()
{
    var losses = new List<float>();
    using var optimizer = optim.Adam(adapted.parameters(), lr: 0.01);
    for (var step = 0; step < steps; step++)
    {
        using var temporaries = NewDisposeScope();
        var x = randn(64, 8);
        var loss = nn.functional.mse_loss(adapted.call(x), wanted.call(x).detach());
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        losses.Add(loss.item<float>());
    }
    return (losses[0], losses[^1]);
}

static bool Refuses(AdaptedNetwork other)
{
    try
    {
        StateFile.Load(path, other);
        Console.WriteLine("A file of other shapes was loaded.");
        return false;
    }
    catch (StateMismatchException mismatch)
    {
        Console.WriteLine($"A network of another rank refuses the file: {mismatch.Message}");
        return true;
    }
}
