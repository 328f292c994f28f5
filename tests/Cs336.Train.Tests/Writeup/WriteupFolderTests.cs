using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cs336.Train.Experiments.Log;
using Cs336.Train.Tests.Commands;
using Cs336.Train.Writeup;
using Xunit;

namespace Cs336.Train.Tests.Writeup;

public sealed partial class WriteupFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_same_log_gives_the_same_bytes_wherever_it_is()
    {
        var first = Written("first", WriteLog("log.jsonl"));
        // From the copy that the first document carries.
        var second = Written("second", Path.Combine(first, "log.jsonl"));

        var files = Files(first);
        Assert.Equal(
            ["figures/specimen_one-by-step.svg", "figures/specimen_one-by-time.svg", "log.jsonl", "log.md", "writeup.html", "writeup.md"], files);
        Assert.Equal(files, Files(second));
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(first, file)), File.ReadAllBytes(Path.Combine(second, file))));
    }

    [Fact]
    public void The_page_needs_nothing_beside_itself_and_its_links_lead_somewhere()
    {
        var html = File.ReadAllText(Path.Combine(Written("out", WriteLog("log.jsonl")), "writeup.html"));

        Assert.DoesNotMatch("""(?i)\ssrc=|@import|url\((?!#)|<link|<script|<iframe|<object|<embed|<img""", html);
        var page = XDocument.Parse(MetaOrDoctype().Replace(html, ""));
        Assert.Equal(2, page.Descendants().Count(element => element.Name.LocalName == "svg"));
        var places = page.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(places.Distinct(), places);
        var links = page.Descendants().Attributes("href").Select(href => href.Value).ToList();
        Assert.Contains("#entry-1", links);
        Assert.All(links, link => Assert.Contains(link, places.Select(place => $"#{place}")));
        var used = UrlOfPlace().Matches(html).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(used);
        Assert.All(used, place => Assert.Contains(place, places));
    }

    [Fact]
    public void Generated_text_is_shown_and_does_nothing()
    {
        var out1 = Written("out", WriteLog("log.jsonl"));
        var page = XDocument.Parse(MetaOrDoctype().Replace(File.ReadAllText(Path.Combine(out1, "writeup.html")), ""), LoadOptions.PreserveWhitespace);

        Assert.Equal(
            "Once | upon <b>a</b> time…\n``` fence\n<script>alert('1')</script> ␀␛[31m 日本語 ⟨U+202E⟩& \ttab `tick`\n",
            Assert.Single(page.Descendants("pre")).Value);
        Assert.Contains(page.Descendants("td"), cell => cell.Value == "a|b");
        Assert.Contains(page.Descendants("td"), cell => cell.Value == "<i>|x");
        Assert.Contains(page.Descendants("th"), cell => cell.Value == "value | unit");
        Assert.Equal("A specimen <of> *all* blocks (specimen_one)", page.Descendants("h2").Single(heading => heading.Value.Contains("specimen")).Value);
    }

    [Fact]
    public void Links_of_the_markdown_lead_to_files_and_places_that_are_there()
    {
        var written = Written("out", WriteLog("log.jsonl"));
        var links = LinkTarget().Matches(File.ReadAllText(Path.Combine(written, "writeup.md"))).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.Contains("log.md#entry-2", links);
        Assert.All(links, link =>
        {
            var parts = link.Split('#');
            var target = Path.Combine(written, parts[0].Length == 0 ? "writeup.md" : parts[0]);
            Assert.True(File.Exists(target), link);
            Assert.True(parts.Length == 1 || File.ReadAllText(target).Contains($"<a id=\"{parts[1]}\"></a>", StringComparison.Ordinal), link);
        });
    }

    [Fact]
    public void Figures_of_an_earlier_document_go_and_other_files_stay()
    {
        var figures = Path.Combine(folder.In("out"), "figures");
        Directory.CreateDirectory(figures);
        File.WriteAllText(Path.Combine(figures, "specimen_one-old.svg"), "old");
        File.WriteAllText(Path.Combine(figures, "holiday.svg"), "mine");

        Written("out", WriteLog("log.jsonl"));

        Assert.False(File.Exists(Path.Combine(figures, "specimen_one-old.svg")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(figures, "holiday.svg")));
    }

    [Fact]
    public void A_document_may_lie_where_its_log_is()
    {
        var log = WriteLog(Path.Combine("out", "log.jsonl"));
        var bytes = File.ReadAllBytes(log);

        Written("out", log);

        Assert.Equal(bytes, File.ReadAllBytes(log));
    }

    [GeneratedRegex("<meta[^>]*>|<!DOCTYPE html>")]
    private static partial Regex MetaOrDoctype();

    [GeneratedRegex(@"url\(#([^)]*)\)")]
    private static partial Regex UrlOfPlace();

    [GeneratedRegex(@"\]\(([^)]*)\)")]
    private static partial Regex LinkTarget();

    private string WriteLog(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.In(name))!);
        var log = new ExperimentLog(folder.In(name));
        foreach (var entry in Specimen.WholeLog)
            log.Append(entry);
        return folder.In(name);
    }

    private string Written(string name, string log)
    {
        new WriteupFolder(folder.In(name)).Write(Document.Of([new Specimen()], new ExperimentLog(log).Read()), log);
        return folder.In(name);
    }

    private static IReadOnlyList<string> Files(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(directory, file)).Order(StringComparer.Ordinal)];
}
