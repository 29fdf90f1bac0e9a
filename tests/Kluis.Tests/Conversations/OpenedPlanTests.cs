using System.Text.RegularExpressions;
using Dapper;
using Kluis.Conversations;

namespace Kluis.Tests.Conversations;

/// <summary>What somebody has open is asked at every request and on the start page: it walks an index, however much was ever opened.</summary>
public abstract class OpenedPlanTests(Store store) : VaultTests(store)
{
    readonly bool isSqlite = store == Store.Sqlite;

    [Theory]
    [InlineData(OpenedStore.RunningRows)]
    [InlineData(OpenedStore.LatelyRows)]
    [InlineData(OpenedStore.SinceRows)]
    public async Task A_question_about_what_is_open_walks_an_index(string sql)
    {
        await Vault.TamperAsync(
            """
            insert into opening (id, conversation_id, actor_id, purpose, opened_at, expires_at, closed_at)
            with recursive n (i) as (select 0 union all select i + 1 from n where i < 19999)
            select 'o' || cast(i as text), 'c' || cast(i % 4000 as text), 'user-' || cast(i % 5 as text), 'service', i * 1000, i * 1000 + 900000, i * 1000 + 5 from n
            """);
        if (!isSqlite)
            await Vault.TamperAsync("analyze opening");
        var filled = Regex.Replace(sql, @"@(\w+)", match => match.Groups[1].Value switch { "actor" => "'user-3'", "most" => "40", _ => "20890000" });
        var plan = await Vault.Product.Database.ReadAsync(
            async connection => string.Join('\n', (await connection.QueryAsync((isSqlite ? "explain query plan " : "explain ") + filled)).Select(row => ((IDictionary<string, object>)row).Values.Last().ToString())),
            default);
        Assert.False(Regex.IsMatch(plan, "SCAN o(?! USING)|Seq Scan on opening"), plan);
        Assert.Matches("opening_(until|recent|open)", plan);
        // Sorting would mean that all of it was read.
        Assert.False(isSqlite && plan.Contains("TEMP B-TREE", StringComparison.Ordinal), plan);
        await Vault.TamperAsync("delete from opening");
    }
}

public sealed class OpenedPlanTests_on_sqlite() : OpenedPlanTests(Store.Sqlite);

public sealed class OpenedPlanTests_on_postgres() : OpenedPlanTests(Store.Postgres);
