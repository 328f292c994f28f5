using System.Text.Json;
using LoadACheckpoint;
using static TorchSharp.torch;

// Loads an exported checkpoint into classes that know nothing of the project that trained it, and compares: the loss over a token file
// with that of `cs336 evaluate --json`, greedy ids with those of `cs336 generate --temperature 0 --json`. Exits with 0 if they agree.
const double relativeDifference = 1e-5, clearGap = 1e-3;
const int windowsAtOnce = 64;
if (args is not [var modelFile, var stateFile, var tokenFile, var evaluated, .. var generated] || generated.Length == 0)
{
    Console.Error.WriteLine("usage: load-a-checkpoint MODEL STATE.json TOKENS.npy EVALUATED.json GENERATED.json…");
    return 2;
}

var sizes = Sizes.Read(stateFile);
using var model = new LanguageModel(sizes);
model.load(modelFile);
model.eval();
using var noGradient = no_grad();
return LossAgrees() & generated.Count(GreedyIdsAgree) == generated.Length ? 0 : 1;

bool LossAgrees()
{
    using var json = JsonDocument.Parse(File.ReadAllBytes(evaluated));
    var expected = json.RootElement.GetProperty("loss").GetDouble();
    var found = Loss(TokenFile.Read(tokenFile));
    var difference = Math.Abs(found - expected) / expected;
    Console.WriteLine(FormattableString.Invariant($"Loss {found:R}; cs336 evaluate says {expected:R}: {difference:E1} apart."));
    return difference <= relativeDifference;
}

// Windows side by side, many at once, so that every token but the first is predicted once; the last window may be shorter.
double Loss(long[] ids)
{
    var (nats, targets) = (0.0, ids.Length - 1);
    var whole = targets / sizes.ContextLength * sizes.ContextLength;
    for (var start = 0; start < whole; start += windowsAtOnce * sizes.ContextLength)
        nats += SummedLoss(ids, start, Math.Min(windowsAtOnce * sizes.ContextLength, whole - start), sizes.ContextLength);
    if (whole < targets)
        nats += SummedLoss(ids, whole, targets - whole, targets - whole);
    return nats / targets;
}

double SummedLoss(long[] ids, int start, int count, int length)
{
    using var temporaries = NewDisposeScope();
    var inputs = tensor(ids[start..(start + count)]).view(-1, length);
    var targets = tensor(ids[(start + 1)..(start + 1 + count)]);
    return nn.functional.cross_entropy(model.call(inputs).flatten(0, 1), targets, reduction: nn.Reduction.Sum).item<float>();
}

bool GreedyIdsAgree(string file)
{
    using var json = JsonDocument.Parse(File.ReadAllBytes(file));
    var ids = Ids("promptIds");
    var (expected, ties) = (Ids("ids"), 0);
    foreach (var id in expected)
    {
        using var temporaries = NewDisposeScope();
        var (logits, best) = model.call(tensor(ids.ToArray()).unsqueeze(0))[0, -1].topk(2);
        if (best[0].item<long>() != id)
        {
            var gap = (logits[0] - logits[1]).item<float>();
            if (gap > clearGap)
            {
                Console.WriteLine($"Id {ids.Count}: {best[0].item<long>()}, {gap} ahead of the next; cs336 generate says {id}.");
                return false;
            }
            ties++;
        }
        // Where the best two are as good as equal, both go on with the same one.
        ids.Add(id);
    }
    Console.WriteLine($"{expected.Count} greedy ids as cs336 generate has them, {ties} of them by a hair's breadth.");
    return expected.Count > 0;

    List<long> Ids(string name) => [.. json.RootElement.GetProperty(name).EnumerateArray().Select(id => id.GetInt64())];
}
