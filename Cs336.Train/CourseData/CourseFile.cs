namespace Cs336.Train.CourseData;

/// <summary>A text file of the course (assignment §1.1), and what it must be.</summary>
/// <param name="Name">Its name once it is here and unpacked.</param>
/// <param name="Dataset">The data set on Hugging Face that holds it.</param>
/// <param name="Compressed">Whether it is gzipped there, with <c>.gz</c> after its name.</param>
/// <param name="Bytes">Its length, unpacked.</param>
/// <param name="Sha256">Its SHA-256, unpacked, in lower-case hexadecimal.</param>
internal sealed record CourseFile(string Name, string Dataset, bool Compressed, long Bytes, string Sha256)
{
    private static readonly Uri HuggingFace = new("https://huggingface.co/");

    /// <summary>The two files of <c>tinystories</c> or <c>owt</c>.</summary>
    public static IReadOnlyList<CourseFile> Of(string name) => name switch
    {
        "tinystories" =>
        [
            new(
                "TinyStoriesV2-GPT4-train.txt", "roneneldan/TinyStories", Compressed: false, 2_227_753_162,
                "6418d412de72888f52b5142c761ac21a582f7d1166f0bfbdb5f03ccfdec90443"),
            new(
                "TinyStoriesV2-GPT4-valid.txt", "roneneldan/TinyStories", Compressed: false, 22_502_601,
                "6874bae9a4c1a4e7edcf0e53b86c17817e9cf881fc75ff2368da457b80c0585d"),
        ],
        "owt" =>
        [
            new(
                "owt_train.txt", "stanford-cs336/owt-sample", Compressed: true, 11_920_511_059,
                "bbeb7f291a981ecfd5cf44b84d0f654b9e96c53dff99f2556b7d2cccaf8c1918"),
            new(
                "owt_valid.txt", "stanford-cs336/owt-sample", Compressed: true, 289_998_753,
                "2406f278e71829d273b315e9b403285baea7022b26a96d2728dd8b776ea40660"),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Expected tinystories or owt."),
    };

    /// <summary>Its name where it is fetched from.</summary>
    public string RemoteName => Compressed ? Name + ".gz" : Name;

    /// <summary>
    /// The addresses to try, one list a place: Hugging Face, or instead of it each mirror, which may be laid out as Hugging Face is or
    /// be a plain folder of the files.
    /// </summary>
    /// <param name="mirrors">The mirrors, in the order to try them.</param>
    public IEnumerable<IReadOnlyList<Uri>> Sources(IReadOnlyList<Uri> mirrors)
    {
        var onHuggingFace = $"datasets/{Dataset}/resolve/main/{RemoteName}";
        return mirrors.Count == 0
            ? [[new Uri(HuggingFace, onHuggingFace)]]
            : mirrors.Select(AsFolder).Select(mirror => (IReadOnlyList<Uri>)[new(mirror, onHuggingFace), new(mirror, RemoteName)]);
    }

    /// <summary>Without a slash at its end, the last part of an address is replaced by what is relative to it.</summary>
    private static Uri AsFolder(Uri address) =>
        address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
}
