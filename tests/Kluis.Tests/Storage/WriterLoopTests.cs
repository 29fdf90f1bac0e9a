using System.Data.Common;
using Dapper;
using Kluis.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kluis.Tests.Storage;

/// <summary>What the one writer of SQLite does with the changes that wait together.</summary>
public sealed class WriterLoopTests : IAsyncLifetime
{
    OpenDatabase opened = null!;

    public async ValueTask InitializeAsync() => opened = await OpenDatabase.NewAsync(Store.Sqlite);

    public ValueTask DisposeAsync() => opened.DisposeAsync();

    [Fact]
    public async Task Changes_that_wait_together_share_one_commit()
    {
        var commits = 0;
        await opened.Database.WriteAsync(connection => Quietly(() => raw.sqlite3_commit_hook(((ReusingConnection)connection).Inner.Handle, _ => Count(ref commits), null)), default);
        commits = 0;
        var writes = await TogetherAsync(Enumerable.Range(0, 64).Select(i => AddLease($"lease-{i}")));
        await Task.WhenAll(writes);
        // One for the change that held the others up, one for all of them.
        Assert.Equal(2, commits);
        Assert.Equal(64, await CountAsync());
    }

    [Fact]
    public async Task A_failing_change_rolls_back_alone()
    {
        var writes = await TogetherAsync([AddLease("before"), AddThenThrow("failing"), AddLease("after")]);
        await writes[0];
        Assert.Equal("on purpose", (await Assert.ThrowsAsync<InvalidOperationException>(() => writes[1])).Message);
        await writes[2];
        Assert.Equal(["after", "before"], await NamesAsync());
    }

    [Fact]
    public async Task A_broken_constraint_rolls_back_alone()
    {
        var writes = await TogetherAsync([AddLease("twice"), AddLease("twice"), AddLease("once")]);
        await writes[0];
        await Assert.ThrowsAsync<SqliteException>(() => writes[1]);
        await writes[2];
        Assert.Equal(["once", "twice"], await NamesAsync());
    }

    [Fact]
    public async Task A_row_that_breaks_a_constraint_fails_alone()
    {
        var writes = await TogetherAsync([AddLease("before"), AddLease("after")], () => InsertLease("before"), () => InsertLease("row"));
        await Task.WhenAll(writes[0], writes[1], writes[3]);
        await Assert.ThrowsAsync<SqliteException>(() => writes[2]);
        Assert.Equal(["after", "before", "row"], await NamesAsync());
    }

    [Fact]
    public async Task A_failing_commit_fails_everybody_in_it()
    {
        var writes = await TogetherAsync([AddLease("before"), AddOrphan, AddLease("after")]);
        foreach (var write in writes)
            await Assert.ThrowsAsync<SqliteException>(() => write);
        Assert.Empty(await NamesAsync());
        await opened.Database.WriteAsync(AddLease("the next batch"), default);
        Assert.Equal(["the next batch"], await NamesAsync());
    }

    [Fact]
    public async Task A_full_disk_fails_everybody_in_the_batch_and_ends_when_there_is_room()
    {
        var pages = await opened.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("pragma page_count"), default);
        await opened.Database.WriteAsync(connection => connection.ExecuteAsync($"pragma max_page_count={pages}"), default);
        var writes = await TogetherAsync([AddLease("small"), AddLease(new string('x', 100_000)), AddLease("after")]);
        foreach (var write in writes)
            Assert.Equal("storage.full", (await Assert.ThrowsAsync<FaultException>(() => write)).Code);
        Assert.Empty(await NamesAsync());
        await opened.Database.WriteAsync(connection => connection.ExecuteAsync("pragma max_page_count=1000000"), default);
        await opened.Database.WriteAsync(AddLease("room"), default);
        Assert.Equal(["room"], await NamesAsync());
    }

    [Fact]
    public async Task Every_connection_has_the_pragmas()
    {
        var writer = await opened.Database.WriteAsync(PragmasAsync, default);
        var (begun, all) = (0, new TaskCompletionSource());
        // Eight reads at once need eight connections: none ends before all have begun.
        var readers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => opened.Database.ReadAsync(
            async connection =>
            {
                if (++begun == 8)
                    all.SetResult();
                await all.Task;
                return await PragmasAsync(connection);
            },
            default)));
        Assert.All([writer, .. readers], found => Assert.Equal("wal 2 1 1 2", found));
    }

    [Fact]
    public async Task A_change_given_up_by_its_caller_before_it_waits_is_not_made()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opened.Database.WriteAsync(AddLease("never"), stop.Token));
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task What_is_waiting_when_the_database_closes_is_still_written()
    {
        var second = opened.Again();
        var held = new TaskCompletionSource();
        var holding = second.WriteAsync(connection => HoldAsync(held.Task), default);
        var write = second.WriteAsync(AddLease("last"), default);
        var closing = second.DisposeAsync();
        held.SetResult();
        await closing;
        await Task.WhenAll(holding, write);
        Assert.Equal(["last"], await NamesAsync());
    }

    // Holds the writer up while all of these wait, so that they come into one batch in this order.
    async Task<List<Task>> TogetherAsync(IEnumerable<Func<DbConnection, Task<int>>> writes, params Func<Task>[] rows)
    {
        var held = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        var holding = opened.Database.WriteAsync(
            connection =>
            {
                started.SetResult();
                return HoldAsync(held.Task);
            },
            default);
        await started.Task;
        List<Task> waiting = [.. writes.Select(write => opened.Database.WriteAsync(write, default)), .. rows.Select(row => row())];
        held.SetResult();
        await holding;
        return waiting;
    }

    Task InsertLease(string name) =>
        opened.Database.InsertAsync(new NewRow("insert into lease (name, holder, held_until) values (@Name, '', 0)", ("Name", name)), default);

    static async Task<int> HoldAsync(Task until)
    {
        await until;
        return 0;
    }

    static Func<DbConnection, Task<int>> AddLease(string name) =>
        connection => connection.ExecuteAsync("insert into lease (name, holder, held_until) values (@name, '', 0)", new { name });

    static Func<DbConnection, Task<int>> AddThenThrow(string name) => async connection =>
    {
        await AddLease(name)(connection);
        throw new InvalidOperationException("on purpose");
    };

    // Its broken reference is looked at only when the whole batch commits.
    static async Task<int> AddOrphan(DbConnection connection)
    {
        await connection.ExecuteAsync("pragma defer_foreign_keys=on");
        return await connection.ExecuteAsync("insert into activity_term (activity_id, kind, term) values ('nobody', 'chat', 'P1D')");
    }

    static async Task<string> PragmasAsync(DbConnection connection)
    {
        var values = new List<string>();
        foreach (var name in new[] { "journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store" })
            values.Add((await connection.ExecuteScalarAsync<string>($"pragma {name}"))!);
        return string.Join(' ', values);
    }

    Task<List<string>> NamesAsync() =>
        opened.Database.ReadAsync(async connection => (await connection.QueryAsync<string>("select name from lease order by name")).AsList(), default);

    async Task<int> CountAsync() => (await NamesAsync()).Count;

    static Task<int> Quietly(Action act)
    {
        act();
        return Task.FromResult(0);
    }

    static int Count(ref int number)
    {
        number++;
        return 0;
    }
}
