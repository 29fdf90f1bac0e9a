using Dapper;
using Kluis.Storage;

namespace Kluis.Tests.Storage;

/// <summary>What both databases promise alike.</summary>
public sealed class DatabaseTests
{
    public static TheoryData<Store> Both => Stores.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_failing_change_leaves_nothing(Store store)
    {
        await using var opened = await OpenDatabase.NewAsync(store);
        await Assert.ThrowsAsync<InvalidOperationException>(() => opened.Database.WriteAsync<int>(
            async connection =>
            {
                await AddAsync(connection, "half");
                throw new InvalidOperationException("on purpose");
            },
            default));
        Assert.Equal(0, await CountAsync(opened.Database));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Sixty_four_clients_at_once_all_get_their_rows(Store store)
    {
        await using var opened = await OpenDatabase.NewAsync(store);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await opened.Database.WriteAsync(connection => AddAsync(connection, $"{client}-{i}"), default);
        })));
        Assert.Equal(640, await CountAsync(opened.Database));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_row_by_itself_keeps_text_bytes_numbers_and_nothing(Store store)
    {
        await using var opened = await OpenDatabase.NewAsync(store);
        await opened.Database.InsertAsync(
            new NewRow(
                "insert into audit_pending (id, leaf, at, act, outcome, why) values (@Id, @Leaf, @At, @Act, @Outcome, @Why)",
                ("Id", "one"), ("Leaf", new byte[] { 1, 0, 255 }), ("At", long.MaxValue), ("Act", "é"), ("Outcome", ""), ("Why", null)),
            default);
        var row = await opened.Database.ReadAsync(
            connection => connection.QuerySingleAsync<(byte[], long, string, string, string?)>("select leaf, at, act, outcome, why from audit_pending where id = 'one'"), default);
        Assert.Equal([1, 0, 255], row.Item1);
        Assert.Equal((long.MaxValue, "é", "", null), (row.Item2, row.Item3, row.Item4, row.Item5));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Migrations_run_again_change_nothing(Store store)
    {
        await using var opened = await OpenDatabase.NewAsync(store);
        await opened.Database.WriteAsync(connection => AddAsync(connection, "kept"), default);
        await opened.Database.MigrateAsync(default);
        await opened.Again().MigrateAsync(default);
        Assert.Equal(1, await CountAsync(opened.Database));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Eight_instances_that_migrate_at_once_make_the_tables_once(Store store)
    {
        await using var opened = await OpenDatabase.NewAsync(store, migrated: false);
        var instances = Enumerable.Range(0, 7).Select(_ => opened.Again()).Append(opened.Database).ToList();
        await Task.WhenAll(instances.Select(instance => Task.Run(() => instance.MigrateAsync(default))));
        var (names, made) = (
            await ScalarAsync(opened.Database, "select count(distinct name) from migration"),
            await ScalarAsync(opened.Database, "select count(*) from migration"));
        Assert.True(names > 0);
        Assert.Equal(names, made);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_sixteen_that_take_a_lease_at_once_one_holds_it(Store store)
    {
        await using var opened = await OpenDatabase.NewAsync(store);
        var time = new FakeTime();
        var nodes = Enumerable.Range(0, 16).Select(i => new LeaseStore(i % 2 == 0 ? opened.Database : opened.Again(), time)).ToList();
        var took = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.TakeAsync("job", TimeSpan.FromSeconds(10), default))));
        Assert.Single(took, true);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_lease_stays_with_its_holder_until_it_ends(Store store)
    {
        await using var opened = await OpenDatabase.NewAsync(store);
        var time = new FakeTime();
        var (one, other) = (new LeaseStore(opened.Database, time), new LeaseStore(opened.Database, time));
        Assert.True(await one.TakeAsync("job", TimeSpan.FromSeconds(10), default));
        time.Advance(TimeSpan.FromSeconds(8));
        Assert.True(await one.TakeAsync("job", TimeSpan.FromSeconds(10), default));
        time.Advance(TimeSpan.FromSeconds(8));
        Assert.False(await other.TakeAsync("job", TimeSpan.FromSeconds(10), default));
        Assert.True(await other.TakeAsync("another job", TimeSpan.FromSeconds(10), default));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(await other.TakeAsync("job", TimeSpan.FromSeconds(10), default));
        Assert.False(await one.TakeAsync("job", TimeSpan.FromSeconds(10), default));
    }

    [Theory]
    [InlineData("sqlite:/no/such/folder/kluis.db")]
    [InlineData("Host=/no/such/folder;Username=nobody;Database=none;Timeout=2")]
    public async Task A_database_that_is_away_is_a_fault_with_a_code(string setting) =>
        Assert.Equal("storage.unavailable", (await Assert.ThrowsAsync<FaultException>(async () =>
        {
            await using var database = Database.Open(setting);
            await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select 1"), default);
        })).Code);

    [Fact]
    public async Task A_change_that_loses_every_race_is_a_fault_after_nineteen_more_tries()
    {
        await using var opened = await OpenDatabase.NewAsync(Store.Postgres);
        var tries = 0;
        var fault = await Assert.ThrowsAsync<FaultException>(() => opened.Database.WriteAsync(
            connection =>
            {
                tries++;
                return connection.ExecuteAsync("do $$ begin raise exception 'lost' using errcode = '40001'; end $$");
            },
            default));
        Assert.Equal("storage.unavailable", fault.Code);
        Assert.Equal(20, tries);
    }

    [Fact]
    public async Task Changes_are_serializable_on_PostgreSQL()
    {
        await using var opened = await OpenDatabase.NewAsync(Store.Postgres);
        await opened.Database.WriteAsync(connection => AddAsync(connection, "one"), default);
        // Both count first and then add: one after the other they see 1 and 2, never both 1.
        using var both = new Barrier(2);
        var tries = 0;
        var seen = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => Task.Run(() => opened.Database.WriteAsync(
            async connection =>
            {
                var count = await connection.ExecuteScalarAsync<long>("select count(*) from lease");
                if (Interlocked.Increment(ref tries) <= 2)
                    both.SignalAndWait(TimeSpan.FromSeconds(20));
                await AddAsync(connection, $"after {i}");
                return count;
            },
            default))));
        Assert.Equal([1, 2], seen.Order());
    }

    static Task<int> AddAsync(System.Data.Common.DbConnection connection, string name) =>
        connection.ExecuteAsync("insert into lease (name, holder, held_until) values (@name, '', 0)", new { name });

    static Task<long> CountAsync(Database database) => ScalarAsync(database, "select count(*) from lease");

    static Task<long> ScalarAsync(Database database, string sql) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql), default);
}
