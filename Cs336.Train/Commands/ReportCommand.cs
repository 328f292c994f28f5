namespace Cs336.Train.Commands;
/// <summary><c>cs336 report</c></summary>
internal static class ReportCommand
{
    public static void Run(ReportOptions options) => throw new NotImplementedException();
}
