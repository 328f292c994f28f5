using Cs336.Train.Tests.CourseData;
using Xunit;

namespace Cs336.Train.Tests.Commands;

/// <summary><c>cs336 data fetch</c> as a user meets it, against a server on this machine.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class DataFetchTests
{
    [Fact]
    public void Both_files_are_fetched_from_a_mirror_and_recorded()
    {
        using var folder = new TemporaryFolder();
        using var server = new LoopbackServer(request => Reply.Ranged(request, Fetching.Gzipped(Fetching.Text)));

        var output = Fetch(server, folder, "owt", "--unverified").Done();

        Assert.Equal(2, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        foreach (var name in new[] { "owt_train.txt", "owt_valid.txt" })
        {
            Assert.Contains($"{name}: 300,000 bytes, SHA-256 ", output, StringComparison.Ordinal);
            Assert.Equal(Fetching.Text, File.ReadAllBytes(folder.In(name)));
        }
        Assert.Contains("there already", Fetch(server, folder, "owt", "--unverified").Done(), StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void What_is_not_the_course_file_is_one_sentence_with_exit_code_1()
    {
        using var folder = new TemporaryFolder();
        using var server = new LoopbackServer(request => Reply.Ranged(request, Fetching.Text));

        Assert.Contains(
            "expected 2,227,753,162 bytes, the server offers 300,000", Fetch(server, folder, "tinystories").Refused(1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_without_the_file_is_one_sentence_with_exit_code_1()
    {
        using var folder = new TemporaryFolder();
        using var server = new LoopbackServer(_ => Reply.NotFound);

        Assert.Contains("404 Not Found", Fetch(server, folder, "tinystories").Refused(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Cs336Process.Interrupt, 130)]
    [InlineData(Cs336Process.Terminate, 143)]
    public void A_signal_keeps_what_came_and_the_same_command_goes_on(int signal, int exitCode)
    {
        using var folder = new TemporaryFolder();
        var packed = Fetching.Gzipped(Fetching.Text);
        using var server = new LoopbackServer(request =>
            request.Number == 0 ? Reply.Ranged(request, packed).CutAfter(10_000) with { Hangs = true } : Reply.Ranged(request, packed));
        using (var process = Cs336Process.Start(Words(server, folder, "owt", "--unverified")))
        {
            server.WaitForAnswer();
            var part = folder.In("owt_train.txt.gz.part");
            SpinWait.SpinUntil(() => File.Exists(part) && new FileInfo(part).Length == 10_000, TimeSpan.FromMinutes(1));
            process.Signal(signal);
            Assert.Contains("goes on", process.End().Refused(exitCode), StringComparison.Ordinal);
        }

        Fetch(server, folder, "owt", "--unverified").Done();

        Assert.Equal(10_000, server.Requests[1].From);
        Assert.Equal(Fetching.Text, File.ReadAllBytes(folder.In("owt_train.txt")));
    }

    private static Outcome Fetch(LoopbackServer server, TemporaryFolder folder, params string[] words) =>
        Outcome.Of(Words(server, folder, words));

    private static IEnumerable<string> Words(LoopbackServer server, TemporaryFolder folder, params string[] words) =>
        ["data", "fetch", .. words, "--mirror", server.Address.AbsoluteUri, "--out", folder.Path, "--quiet"];
}
