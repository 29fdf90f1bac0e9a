using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Bench;

/// <summary>How many audit entries become durable in a second, beside bare appends of as many bytes.</summary>
sealed class AuditBench(Place place, bool quick)
{
    const string Group = "audit";
    const int Clients = 64;

    readonly int rounds = quick ? 3 : 9;
    readonly int entriesEach = quick ? 200 : 500;

    public async Task<IReadOnlyList<Line>> RunAsync()
    {
        var lines = new List<Line>();
        var data = place.Fresh("audit");
        await using (var product = await OpenedVault.OpenAsync(data))
        {
            var search = SearchEntry();
            var size = SizeOf(product, search.Actor, search.Event);
            var single = await Timed.PairAsync(rounds, () => RateAsync(product, search), () => SingleAppendRateAsync(size));
            lines.Add(Line.Ratio(Group, "entry of a search, beside a sync for each entry", Figures(single, "sync each"), single.Ratio, 5));
            var grouped = await Timed.PairAsync(rounds, () => RateAsync(product, search), () => GroupedAppendRateAsync(size));
            lines.Add(Line.Ratio(Group, $"entry of a search, beside grouped appends of {size} bytes", Figures(grouped, "grouped"), grouped.Ratio, 0.7));
            var made = await Timed.PairAsync(rounds, () => RateAsync(product, search), () => MadeAppendRateAsync(product, search));
            lines.Add(Line.Told(Group, "the same, beside grouped appends of entries that are made too", $"{Figures(made, "made and grouped")}, {made.Ratio:0.00} ×"));
            lines.AddRange(await PlaybackAsync(product, "SQLite"));
        }
        if (await PostgresPeer.StartAsync(place) is { } server)
        {
            await using var _ = server;
            await using var product = await OpenedVault.OpenAsync(place.Fresh("audit"), server.ConnectionString);
            var rate = await MedianRateAsync(product, SearchEntry());
            lines.Add(Line.Told(Group, "entry of a search on PostgreSQL", $"{rate:N0} entries/s"));
            lines.AddRange(await PlaybackAsync(product, "PostgreSQL"));
        }
        return lines;
    }

    async Task<IReadOnlyList<Line>> PlaybackAsync(Product product, string store)
    {
        var entry = await PlaybackEntryAsync(product);
        var rate = await MedianRateAsync(product, entry);
        return [Line.Told(Group, $"entry of a playback on {store}: two people's keys read, two disclosures", $"{rate:N0} entries/s")];
    }

    static string Figures(Pair pair, string peer) => $"{pair.Ours:N0} entries/s; {peer} {pair.Theirs:N0}";

    async Task<double> MedianRateAsync(Product product, Entry entry)
    {
        var rates = new List<double>();
        for (var round = 0; round <= rounds; round++)
            rates.Add(await RateAsync(product, entry));
        return Timed.Median(rates.Skip(1));
    }

    sealed record Entry(Actor Actor, AuditEvent Event);

    static Entry SearchEntry() => new(
        new Actor("token:6f1d8c0b2a3e4f5061728394a5b6c7d8", "192.0.2.17"),
        new AuditEvent(AuditAct.ConversationSearched) { Target = "phone=31612345678" });

    // An employee plays the conversation of a customer: both have keys in the database, under which their disclosures go.
    static async Task<Entry> PlaybackEntryAsync(Product product)
    {
        var (employee, employeeRow) = product.Chain.NewRoot(RootKind.Employee);
        var (customer, customerRow) = product.Chain.NewRoot(RootKind.Subject);
        using var _ = employee;
        using var __ = customer;
        var conversation = product.Ids.New();
        var subject = product.Ids.New();
        var profile = new SubjectProfile("N. N.", []);
        var now = product.Time.GetUtcNow().ToUnixTimeMilliseconds();
        await RowsAsync(product, Rows.OfSubject(product.Ids.New(), SubjectStore.Staff, employee, employeeRow, profile, now));
        await RowsAsync(product, Rows.OfSubject(subject, SubjectStore.Customer, customer, customerRow, profile, now));
        return new Entry(
            new Actor($"user:{product.Ids.New()}", "192.0.2.17", employee.Id),
            new AuditEvent(AuditAct.ConversationPlayed) { Conversation = conversation, DataSubject = subject, Purpose = "complaint", Range = "0-12s,40-55s" });
    }

    static async Task RowsAsync(Product product, IEnumerable<BulkRow> rows)
    {
        foreach (var row in rows)
            await product.Database.InsertAsync(new NewRow(row.Insert, row.Columns), default);
    }

    static int SizeOf(Product product, Actor actor, AuditEvent happened)
    {
        var row = product.AuditStore.Make(actor, happened, 0, null, null);
        return row.Leaf.Length + row.ActorRowKey.Length + row.ActorSealed.Length + sizeof(long)
            + new[] { row.Id, row.Act, row.Outcome, row.Why, row.ActorId, row.ActorHolder }.Sum(text => text?.Length ?? 0);
    }

    async Task<double> RateAsync(Product product, Entry entry) =>
        await FromAllClientsAsync(() => product.Journal.OpenedAsync(entry.Actor, entry.Event));

    async Task<double> GroupedAppendRateAsync(int size)
    {
        await using var file = new GroupedAppend(place.Fresh("grouped"));
        var bytes = new byte[size];
        return await FromAllClientsAsync(() => file.AppendAsync(bytes));
    }

    // The peer pays for commitments and sealed disclosures too: what is left between the two is the price of the database.
    async Task<double> MadeAppendRateAsync(Product product, Entry entry)
    {
        await using var file = new GroupedAppend(place.Fresh("made"));
        return await FromAllClientsAsync(() =>
        {
            var row = product.AuditStore.Make(entry.Actor, entry.Event, 0, null, null);
            return file.AppendAsync([.. row.Leaf, .. row.ActorRowKey, .. row.ActorSealed]);
        });
    }

    Task<double> FromAllClientsAsync(Func<Task> append) => Timed.RateAsync(Clients, entriesEach, append);

    async Task<double> SingleAppendRateAsync(int size)
    {
        var count = entriesEach * 4;
        var bytes = new byte[size];
        using var file = DataSync.Create(place.Fresh("single"));
        return count / await Timed.SecondsAsync(() => Task.Run(() =>
        {
            for (var i = 0; i < count; i++)
            {
                RandomAccess.Write(file, bytes, (long)i * size);
                DataSync.Flush(file);
            }
        }));
    }
}
