using Dapper;
using Kluis.Keys;
using Kluis.Web;

namespace Kluis.Bench;

/// <summary>What the pages are asked about: ids out of the filled database, and cursors into the middle of long lists.</summary>
sealed class PageSubjects
{
    const int Several = 200;

    public required IReadOnlyList<string> Conversations { get; init; }

    public required IReadOnlyList<string> Customers { get; init; }

    public required string LongCall { get; init; }

    public required string Heavy { get; init; }

    /// <summary>The one with the most under it, and the one with next to nothing.</summary>
    public required (string Most, string Least) Activities { get; init; }

    public required IReadOnlyList<string> Users { get; init; }

    public required string Agent { get; init; }

    /// <summary>The actor with the most entries in the log, and an ordinary one.</summary>
    public required (string Busy, string Ordinary) Actors { get; init; }

    public required string Token { get; init; }

    public required (string Open, string Decided) Approvals { get; init; }

    public required string Kept { get; init; }

    /// <summary>Number of the newest entry, and one in the middle.</summary>
    public required (long Newest, long Middle) Entries { get; init; }

    /// <summary>In the middle of all conversations by time, of the longest, and of those of the heavy customer.</summary>
    public required (string Time, string Length, string Customer) Cursors { get; init; }

    public static async Task<PageSubjects> FindAsync(Product product)
    {
        var cursors = new Cursors(new HouseProtection(product.Chain));
        var heavy = await HeavyAsync(product);
        return await product.Database.ReadAsync(
            async connection =>
            {
                Task<string> OneAsync(string sql) => connection.QueryFirstAsync<string>(sql);
                async Task<IReadOnlyList<string>> ListAsync(string sql) => (await connection.QueryAsync<string>(sql)).AsList();
                async Task<string> CursorAsync(string key, string from) =>
                    await connection.QueryFirstAsync<(long Key, string Id)>($"select {key}, c.id {from}") is var (at, id) ? cursors.Seal(at, id) : "";
                var newest = await connection.ExecuteScalarAsync<long>("select max(seq) from audit_view");
                var count = await connection.ExecuteScalarAsync<long>("select count(*) from conversation");
                return new PageSubjects
                {
                    Conversations = await ListAsync($"select id from conversation where started_at < (select max(started_at) from conversation) - 86400000 order by started_at desc limit {Several}"),
                    Customers = await ListAsync($"select distinct subject_id from party where kind = 'customer' and conversation_id in (select id from conversation order by started_at desc limit {Several})"),
                    LongCall = await OneAsync("select id from conversation where source = 'archive'"),
                    Heavy = heavy,
                    Activities = (await OneAsync("select id from activity order by id limit 1"), await OneAsync("select id from activity order by id desc limit 1")),
                    Users = await ListAsync($"select id from user_account order by id limit {Several}"),
                    Agent = await OneAsync("select agent_id from user_agent_id order by agent_id limit 1"),
                    Actors = (await OneAsync("select id from api_token where role = 'integrator' order by id limit 1"), await OneAsync("select id from user_account where role = 'agent' order by id limit 1")),
                    Token = await OneAsync("select id from api_token where revoked_at is null and role = 'integrator' order by expires_at desc limit 1"),
                    Approvals = (await OneAsync("select id from approval where state = 'open' and kind = 'token.content' order by id limit 1"), await OneAsync("select id from approval where state = 'refused' order by id limit 1")),
                    Kept = await OneAsync("select k.id from kept_search k join user_account u on u.id = k.user_id where u.role = 'privacy-officer' order by u.id, k.created_at limit 1"),
                    Entries = (newest, newest / 2),
                    Cursors = (
                        await CursorAsync("c.started_at", $"from conversation c order by c.started_at, c.id limit 1 offset {count / 2}"),
                        await CursorAsync("coalesce(c.duration_ms, -1)", $"from conversation c order by (coalesce(c.duration_ms, -1)) desc, c.id desc limit 1 offset {count / 2}"),
                        await CursorAsync("c.started_at", $"from party p join conversation c on c.id = p.conversation_id where p.subject_id = '{heavy}' order by c.started_at limit 1 offset 100")),
                };
            },
            default);
    }

    // The first customer of the population: that is how the vault was filled.
    static async Task<string> HeavyAsync(Product product)
    {
        var tokens = new BlindIndex(product.Chain).TokensOf(Identifier.Phone(Population.PhoneOf(0), "NL")!.Value);
        return (await product.Database.ReadAsync(connection => BlindIndexStore.FindAsync(connection, tokens), default))[0].ToString();
    }
}
