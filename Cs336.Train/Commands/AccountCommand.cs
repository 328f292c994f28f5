using System.Text.Json;
using Cs336.Train.Accounting;
using Cs336.Train.Files;
using Cs336.Train.Startup;

namespace Cs336.Train.Commands;

/// <summary><c>cs336 account</c></summary>
internal static class AccountCommand
{
    public static void Run(AccountOptions options)
    {
        NativeTorch.Require();
        var report = AccountReport.Of(AccountSubject.Of(options), options);
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, JsonFile.Options));
            return;
        }
        var tables = AccountTables.Of(report);
        Console.WriteLine(options.Markdown ? $"# {AccountTables.Heading(report)}" : AccountTables.Heading(report));
        foreach (var table in tables)
        {
            Console.WriteLine();
            Console.Write(options.Markdown ? table.ToMarkdown() : table.ToText());
        }
    }
}
