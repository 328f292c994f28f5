namespace Cs336.Train.CourseData;

/// <summary>A place does not give a file.</summary>
/// <param name="message">Why, without a full stop.</param>
/// <param name="isMissing">Whether the server is there and says that the file is not.</param>
/// <param name="cause">What it comes from.</param>
internal sealed class DownloadException(string message, bool isMissing = false, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>Whether the server is there and says that the file is not.</summary>
    public bool IsMissing { get; } = isMissing;
}
