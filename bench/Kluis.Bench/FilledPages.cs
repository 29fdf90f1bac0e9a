using Kluis.Audit;

namespace Kluis.Bench;

/// <summary>
/// A filled vault as it is after years of use: colleagues, tokens, approvals, kept searches, and a log of millions of entries. A folder
/// beside that of <see cref="FilledVault"/>, kept between runs as long as tables and makers are the same.
/// </summary>
sealed class FilledPages
{
    // Rises when the rows that are made here change.
    const string Version = "1";

    FilledPages(string folder, int conversations)
    {
        Folder = folder;
        Conversations = conversations;
    }

    string Folder { get; }

    public int Conversations { get; }

    /// <summary>Five for each conversation: stored, found, viewed, and what accounts and tokens do.</summary>
    public int Entries => Conversations * 5;

    public int Customers => Conversations * 3 / 10;

    public string Data => Path.Combine(Folder, "data");

    public string Database => Path.Combine(Data, "kluis.db");

    string StampFile => Path.Combine(Folder, "filled");

    static string Stamp => $"{Version} {FilledVault.Stamp}";

    public static async Task<FilledPages> OpenAsync(Place place, int conversations)
    {
        var pages = new FilledPages(Path.Combine(place.Folder, $"pages-{conversations}"), conversations);
        if (File.Exists(pages.StampFile) && await File.ReadAllTextAsync(pages.StampFile) == Stamp)
            return pages;
        var vault = await FilledVault.OpenAsync(place, conversations);
        if (Directory.Exists(pages.Folder))
            Directory.Delete(pages.Folder, recursive: true);
        var seconds = await Timed.SecondsAsync(() => pages.FillAsync(vault));
        await System.Console.Error.WriteLineAsync($"Filled {pages.Entries:N0} entries of the log in {seconds:N0} s");
        await File.WriteAllTextAsync(pages.StampFile, Stamp);
        return pages;
    }

    async Task FillAsync(FilledVault vault)
    {
        Copy(new DirectoryInfo(vault.Folder), Folder);
        File.Delete(StampFile);
        var product = await OpenedVault.OpenAsync(Data);
        await using (var services = product.Services())
            await new OfficeLife(services).AddAsync();
        await product.Sequencer.RunAsync(default);
        var cast = await LogCast.ReadAsync(product);
        var head = await product.Publisher.NewestAsync(default);
        // The keys stay in memory; the file is now the bulk writer's alone.
        await product.DisposeAsync();
        using (var bulk = new BulkWriter(Database, "audit_"))
        {
            await new LogRows(product, cast, head!).AddAsync(bulk, Entries);
            bulk.Finish();
        }
        await PublishAsync();
    }

    // The product itself goes on where the bulk writer ended: it would refuse a tree that does not fit.
    async Task PublishAsync()
    {
        await using var product = await OpenedVault.OpenAsync(Data);
        await product.Journal.OpenedAsync(Actor.Product("bench"), new AuditEvent(AuditAct.LogViewed));
        await product.Sequencer.RunAsync(default);
        await product.Publisher.PublishAsync(default);
    }

    static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in from.GetFiles())
            file.CopyTo(Path.Combine(to, file.Name));
        foreach (var folder in from.GetDirectories())
            Copy(folder, Path.Combine(to, folder.Name));
    }
}
