using System.Text.RegularExpressions;
using Dapper;
using Kluis.Audit;

namespace Kluis.Tests.Audit;

/// <summary>A page of the log walks along an index, whatever is asked: its cost is that of the page.</summary>
public abstract class LogPlanTests(Store store) : VaultTests(store)
{
    static readonly Guid Somebody = Guid.Parse("019cadc6-9a80-7002-9e32-9dab826ef7e3");

    readonly bool isSqlite = store == Store.Sqlite;

    [Fact]
    public async Task Every_question_walks_along_an_index()
    {
        await FillAsync();
        foreach (var query in Questions())
        {
            var plan = await PlanAsync(Assert.Single(AuditWalkStore.WalksOf(query)).Sql);
            Assert.False(Regex.IsMatch(plan, @"SCAN audit_view(?! USING)|Seq Scan"), $"{query}\n{plan}");
            // Sorting what was found is right for several walks; of one it would mean that all of it was read.
            Assert.False(isSqlite && query.Acts is not { Count: > 1 } && plan.Contains("TEMP B-TREE", StringComparison.Ordinal), $"{query}\n{plan}");
        }
        await Vault.TamperAsync("delete from audit_view where seq >= 1000000");
    }

    [Fact]
    public async Task Of_several_things_at_once_the_one_that_was_chosen_is_walked_along()
    {
        await FillAsync();
        var query = new AuditQuery { ActorId = "user-7", Conversation = Somebody, DataSubject = Somebody, Outcome = AuditOutcome.Denied, Purpose = "complaint", Acts = ["key.epoch-created"], Before = 1_010_000 };
        var walks = AuditWalkStore.WalksOf(query);
        Assert.Equal(6, walks.Count);
        foreach (var (walk, sql) in walks)
        {
            var plan = await PlanAsync(sql);
            var index = "audit_view_" + walk.Along.Split(' ')[0].Replace("_id", "", StringComparison.Ordinal);
            // With what it knows of the values PostgreSQL may put two indexes together, or go by time: it never reads all.
            Assert.True(isSqlite ? plan.Contains(index, StringComparison.Ordinal) : !plan.Contains("Seq Scan", StringComparison.Ordinal), $"{walk}\n{plan}");
        }
        await Vault.TamperAsync("delete from audit_view where seq >= 1000000");
    }

    static IEnumerable<AuditQuery> Questions()
    {
        AuditQuery[] asked =
        [
            new(), new() { Acts = ["key.epoch-created"] }, new() { Acts = ["token.created", "token.revoked", "key.epoch-created"] }, new() { ActorId = "user-7" },
            new() { Conversation = Somebody }, new() { DataSubject = Somebody }, new() { Outcome = AuditOutcome.Denied }, new() { Purpose = "complaint" },
            new() { From = 1_000, Until = 90_000 }, new() { ActorId = "user-7", From = 1_000, Until = 90_000 }, new() { Seq = 1_000_005 },
        ];
        return asked.SelectMany(each => new[] { each, each with { Before = 1_010_000 }, each with { After = 1_010_000 } });
    }

    async Task FillAsync()
    {
        await Vault.TamperAsync(
            """
            insert into audit_view (seq, entry_id, at, act, outcome, why, actor_id, subject_id, conversation_id)
            with recursive n (i) as (select 0 union all select i + 1 from n where i < 19999)
            select 1000000 + i, 'e' || cast(i as text), i * 10, case when i % 5000 = 0 then 'key.epoch-created' when i % 2 = 0 then 'conversation.viewed' else 'conversation.played' end,
                case when i % 400 = 0 then 'denied' else 'ok' end, case when i % 300 = 0 then 'complaint' end, 'user-' || cast(i % 50 as text), 's' || cast(i % 900 as text), 'c' || cast(i % 4000 as text)
            from n
            """);
        if (!isSqlite)
            await Vault.TamperAsync("analyze audit_view");
    }

    Task<string> PlanAsync(string sql)
    {
        var filled = Regex.Replace(sql, @"@(\w+)", match => match.Groups[1].Value switch
        {
            "Limit" => "51",
            "Seq" or "Before" or "After" => "1010000",
            "moment" => "100000",
            "From" => "1000",
            "Until" => "90000",
            "ActorId" => "'user-7'",
            "Purpose" => "'complaint'",
            "outcome" => "'denied'",
            "act0" => "'key.epoch-created'",
            _ => $"'{Somebody}'",
        });
        return Vault.Product.Database.ReadAsync(
            async connection => string.Join('\n', (await connection.QueryAsync((isSqlite ? "explain query plan " : "explain ") + filled))
                .Select(row => ((IDictionary<string, object>)row).Values.Last().ToString())),
            default);
    }
}

public sealed class LogPlanTests_on_sqlite() : LogPlanTests(Store.Sqlite);

public sealed class LogPlanTests_on_postgres() : LogPlanTests(Store.Postgres);
