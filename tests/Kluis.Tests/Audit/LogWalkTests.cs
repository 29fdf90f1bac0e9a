using Kluis.Audit;

namespace Kluis.Tests.Audit;

/// <summary>Several things asked at once: page after page, nothing is left out and nothing comes twice, however far it is apart.</summary>
public abstract class LogWalkTests(Store store) : VaultTests(store)
{
    static readonly string?[] actors = [null, "busy", "user-3", "nobody"];
    static readonly string[]?[] acts = [null, ["conversation.stored"], ["conversation.stored", "conversation.viewed"], ["key.epoch-created"]];
    static readonly AuditOutcome?[] outcomes = [null, AuditOutcome.Ok, AuditOutcome.Denied];

    AuditViewStore Log => Vault.Get<AuditViewStore>();

    [Fact]
    public async Task Pages_hold_what_the_log_holds()
    {
        var all = await FillAsync();
        var order = all.Index().ToDictionary(each => each.Item.Seq, each => each.Index);
        var parts = 0;
        foreach (var query in Questions())
        {
            var expected = all.Where(row => Fits(row, query)).Select(row => row.Seq).ToList();
            Assert.Equal(expected, (await Log.FindAsync(query with { Limit = 100_000 }, default)).ConvertAll(row => row.Seq));
            var (older, stops) = await OlderAsync(query);
            Assert.Equal(expected, older);
            var newer = expected.Where(seq => order[seq] < Half).ToList();
            Assert.Equal(newer, (await Log.FindAsync(query with { After = all[Half].Seq, Limit = 100_000 }, default)).ConvertAll(row => row.Seq));
            var back = await NewerAsync(query, all[Half].Seq);
            Assert.Equal(newer, newer.Where(back.Contains));
            Assert.Subset(expected.ToHashSet(), back);
            parts += stops;
        }
        Assert.True(parts > 10, "No page stopped before it was full: then nothing was tried here.");
        await Vault.TamperAsync("delete from audit_view where seq >= 1000000");
    }

    const int Half = 9_000;

    static IEnumerable<AuditQuery> Questions() =>
        from actor in actors
        from act in acts
        from outcome in outcomes
        from dates in new (long?, long?)[] { (null, null), (40_000, 41_000) }
        select new AuditQuery { ActorId = actor, Acts = act, Outcome = outcome, From = dates.Item1, Until = dates.Item2, Limit = 2_000 };

    static bool Fits(AuditViewRow row, AuditQuery query) =>
        (query.ActorId is null || row.ActorId == query.ActorId) && (query.Acts is null || query.Acts.Contains(row.Act)) && (query.Outcome is not { } outcome || row.Outcome == outcome.Name())
        && (query.From is null || row.At >= query.From) && (query.Until is null || row.At < query.Until);

    async Task<(List<long> Found, int Stops)> OlderAsync(AuditQuery query)
    {
        var (found, stops) = (new List<long>(), 0);
        for (var more = true; more;)
        {
            var page = await Log.PageAsync(query, default);
            found.AddRange(page.Rows.Select(row => row.Seq));
            stops += page.IsPart ? 1 : 0;
            query = query with { Before = page.Older };
            more = page.Older is not null;
        }
        return (found, stops);
    }

    // Back from the middle: what is newer, until the first page, which is always a whole one.
    async Task<HashSet<long>> NewerAsync(AuditQuery query, long from)
    {
        var found = new HashSet<long>();
        for (long? after = from; after is not null;)
        {
            var page = await Log.PageAsync(query with { After = after }, default);
            found.UnionWith(page.Rows.Select(row => row.Seq));
            after = page.Newer;
        }
        return found;
    }

    async Task<List<AuditViewRow>> FillAsync()
    {
        await Vault.Get<SequencerStore>().RunAsync(default);
        await Vault.TamperAsync(
            """
            insert into audit_view (seq, entry_id, at, act, outcome, why, actor_id, subject_id, conversation_id)
            with recursive n (i) as (select 0 union all select i + 1 from n where i < 23999)
            select 1000000 + i, 'e' || cast(i as text), i * 3 / 2, case when i % 6000 = 0 then 'key.epoch-created' when i % 3 = 0 then 'conversation.viewed' else 'conversation.stored' end,
                case when i % 400 = 0 then 'denied' else 'ok' end, null, case when i % 20 = 0 then 'user-' || cast(i / 20 % 7 as text) else 'busy' end, null, null
            from n
            """);
        var rows = await Log.FindAsync(new AuditQuery { Limit = 100_000 }, default);
        Assert.True(rows.Count >= 24_000);
        return rows;
    }
}

public sealed class LogWalkTests_on_sqlite() : LogWalkTests(Store.Sqlite);

public sealed class LogWalkTests_on_postgres() : LogWalkTests(Store.Postgres);
