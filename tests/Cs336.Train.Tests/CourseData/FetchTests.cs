using Cs336.Train.CourseData;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Cs336.Train.Tests.CourseData;

/// <summary>What fetching makes of good servers and bad ones.</summary>
public sealed class FetchTests
{
    private const string Version = "\"v1\"";

    [Fact]
    public void A_file_is_fetched_and_recorded()
    {
        using var fetching = new Fetching(request => Reply.Ranged(request, Fetching.Text, Version));

        Assert.EndsWith("the course's file.", fetching.Run(), StringComparison.Ordinal);

        Assert.Equal(Fetching.Text, fetching.Fetched);
        Assert.Equal(["data.lock.json", "text.txt"], fetching.Names);
        var source = new Uri(fetching.Server.Address, "datasets/somebody/something/resolve/main/text.txt");
        Assert.Equal(new LockedFile(source.AbsoluteUri, Fetching.Text.Length, fetching.File.Sha256, IsCourseFile: true), fetching.Locked);
    }

    [Property(MaxTest = 30)]
    public void However_often_the_connection_drops_every_byte_is_sent_once(PositiveInt[] cuts)
    {
        using var fetching = new Fetching(request =>
        {
            var reply = Reply.Ranged(request, Fetching.Text, Version);
            return request.Number < cuts.Length ? reply.CutAfter(cuts[request.Number].Get * 1000) : reply;
        });

        fetching.Run();

        Assert.Equal(Fetching.Text, fetching.Fetched);
        var starts = fetching.Server.Requests.Select(request => (int)(request.From ?? 0)).ToList();
        Assert.Equal(cuts.Select(cut => cut.Get * 1000).Aggregate(
            new List<int> { 0 }, (all, cut) => all[^1] + cut < Fetching.Text.Length ? [.. all, all[^1] + cut] : all).Count, starts.Count);
        Assert.All(fetching.Server.Requests.Skip(1), request => Assert.Equal(Version, request.IfRange));
    }

    [Fact]
    public void A_later_process_goes_on_where_an_interrupted_one_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var fetching = new Fetching(request => request.Number == 0
            ? Reply.Ranged(request, Fetching.Text, Version).CutAfter(100_000) with { Hangs = true }
            : Reply.Ranged(request, Fetching.Text, Version));
        var running = Task.Run(() => fetching.Run(stop.Token));
        fetching.Server.WaitForAnswer();
        SpinWait.SpinUntil(() => File.Exists(fetching.Part) && new FileInfo(fetching.Part).Length == 100_000, TimeSpan.FromMinutes(1));
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(running.GetAwaiter().GetResult);
        Assert.Equal(["text.txt.part", "text.txt.part.json"], fetching.Names);

        fetching.Run();

        Assert.Equal(Fetching.Text, fetching.Fetched);
        Assert.Equal([null, 100_000], fetching.Server.Requests.Select(request => request.From));
    }

    [Theory]
    [InlineData(Version)]
    [InlineData("W/\"weak\"")]
    [InlineData(null)]
    public void A_server_that_knows_no_ranges_is_asked_for_the_whole_again(string? tag)
    {
        string[] headers = tag is null ? [] : [$"ETag: {tag}"];
        using var fetching = new Fetching(request => request.Number == 0
            ? Reply.Whole(Fetching.Text, headers).CutAfter(200_000)
            : Reply.Whole(Fetching.Text, headers));

        fetching.Run();

        Assert.Equal(Fetching.Text, fetching.Fetched);
        Assert.Equal(2, fetching.Server.Requests.Count);
    }

    [Theory]
    [InlineData("\"v1\"", "\"v2\"")]
    [InlineData("W/\"v1\"", "W/\"v2\"")]
    [InlineData("\"v1\"", null)]
    [InlineData(null, "\"v2\"")]
    public void A_file_that_changes_between_two_tries_is_never_mixed(string? before, string? after)
    {
        var old = Fetching.Text.Select(b => (byte)~b).ToArray();
        using var fetching = new Fetching(request => request.Number == 0
            ? Reply.Ranged(request, old, before).CutAfter(150_000)
            // Without regard to If-Range: a bad server sends the rest of another version.
            : Reply.Ranged(request with { IfRange = null }, Fetching.Text, after));

        fetching.Run();

        Assert.Equal(Fetching.Text, fetching.Fetched);
    }

    [Fact]
    public void A_file_without_a_version_goes_on_only_with_the_same_length()
    {
        var old = Fetching.Text[..^1].Select(b => (byte)~b).ToArray();
        using var fetching = new Fetching(request => request.Number == 0
            ? Reply.Ranged(request, old).CutAfter(150_000)
            : Reply.Ranged(request, Fetching.Text))
        { Unverified = true };

        fetching.Run();

        Assert.Equal(Fetching.Text, fetching.Fetched);
    }

    [Fact]
    public void A_length_that_is_a_lie_is_given_up_on_and_what_came_is_kept()
    {
        using var fetching = new Fetching(request => Reply.Ranged(request, Fetching.Text, Version).CutAfter(request.From is null ? 1000 : 0));

        var error = Assert.Throws<IOException>(() => fetching.Run());

        Assert.Contains("5 times in a row", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, fetching.Server.Requests.Count);
        Assert.Equal(1000, new FileInfo(fetching.Part).Length);
        Assert.False(File.Exists(fetching.Target));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(-1000)]
    public void A_length_that_is_not_the_course_files_is_refused_before_a_byte_of_it(int difference)
    {
        using var fetching = new Fetching(_ =>
            new("200 OK", [$"Content-Length: {Fetching.Text.Length + difference}"], Fetching.Text));

        var error = Assert.Throws<IOException>(() => fetching.Run());

        Assert.Contains("expected 300,000 bytes, the server offers", error.Message, StringComparison.Ordinal);
        Assert.Single(fetching.Server.Requests);
    }

    [Fact]
    public void A_server_in_trouble_is_asked_again()
    {
        using var fetching = new Fetching(request => request.Number switch
        {
            0 => Reply.Status500,
            1 => new("503 Service Unavailable", ["Retry-After: 0", "Content-Length: 0"], []),
            2 => new("429 Too Many Requests", ["Content-Length: 0"], []),
            _ => Reply.Ranged(request, Fetching.Text, Version),
        });

        fetching.Run();

        Assert.Equal(Fetching.Text, fetching.Fetched);
    }

    [Fact]
    public void A_server_that_stays_in_trouble_is_named()
    {
        using var fetching = new Fetching(_ => Reply.Status500);

        var error = Assert.Throws<IOException>(() => fetching.Run());

        Assert.Contains("the server answered 500 Internal Server Error, 5 times in a row", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, fetching.Server.Requests.Count);
    }

    [Fact]
    public void A_silent_server_is_left()
    {
        using var fetching = new Fetching(request => Reply.Ranged(request, Fetching.Text, Version).CutAfter(0) with { Hangs = true })
        {
            Silence = TimeSpan.FromMilliseconds(50),
        };

        Assert.Contains("nothing came for 0.05 seconds", Assert.Throws<IOException>(() => fetching.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_no_place_has_is_refused_with_every_address()
    {
        using var fetching = new Fetching(_ => Reply.NotFound);

        var error = Assert.Throws<IOException>(() => fetching.Run());

        Assert.Contains("/resolve/main/text.txt: the server answered 404 Not Found", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{fetching.Server.Address}text.txt: the server answered 404", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, fetching.Server.Requests.Count);
    }

    [Fact]
    public void A_plain_folder_is_a_mirror_too()
    {
        using var fetching = new Fetching(request =>
            request.Path == "/text.txt" ? Reply.Ranged(request, Fetching.Text) : Reply.NotFound);

        fetching.Run();

        Assert.Equal(Fetching.Text, fetching.Fetched);
    }

    [Fact]
    public void The_next_mirror_is_asked_where_one_fails()
    {
        using var second = new LoopbackServer(request => Reply.Ranged(request, Fetching.Text));
        using var fetching = new Fetching(_ => Reply.Status500) { FurtherMirrors = [second.Address] };

        fetching.Run();

        Assert.StartsWith(second.Address.AbsoluteUri, fetching.Locked.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_mirror_the_source_is_hugging_face() => Assert.Equal(
        [
            "https://huggingface.co/datasets/roneneldan/TinyStories/resolve/main/TinyStoriesV2-GPT4-train.txt",
            "https://huggingface.co/datasets/roneneldan/TinyStories/resolve/main/TinyStoriesV2-GPT4-valid.txt",
            "https://huggingface.co/datasets/stanford-cs336/owt-sample/resolve/main/owt_train.txt.gz",
            "https://huggingface.co/datasets/stanford-cs336/owt-sample/resolve/main/owt_valid.txt.gz",
        ],
        new[] { "tinystories", "owt" }.SelectMany(CourseFile.Of).SelectMany(file => file.Sources([])).SelectMany(source => source)
            .Select(source => source.AbsoluteUri));
}
