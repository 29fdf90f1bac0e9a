using Dapper;
using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Tests.Audit;

/// <summary>Rows and their entry in the log commit together or not at all.</summary>
public abstract class JournalTests(Store store) : VaultTests(store)
{
    static readonly Actor actor = Actor.Product("test");

    Journal Journal => Vault.Product.Journal;

    [Fact]
    public async Task A_change_without_an_event_is_refused_and_leaves_nothing()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Journal.ChangeAsync(actor, change => AddAsync(change, "silent")));
        Assert.Contains("audit event", refused.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), await RowsAsync());
    }

    [Fact]
    public async Task A_change_and_its_entries_are_there_together()
    {
        await Journal.ChangeAsync(actor, change =>
        {
            change.Record(new AuditEvent(AuditAct.ActivityCreated) { Target = "one" });
            change.Record(new AuditEvent(AuditAct.ActivityChanged) { Target = "two" });
            return AddAsync(change, "recorded");
        });
        Assert.Equal((1, 2), await RowsAsync());
        Assert.Equal(["activity.created", "activity.changed"], (await Vault.LogAsync()).Select(entry => entry.Act));
    }

    [Fact]
    public async Task A_change_that_fails_after_it_recorded_leaves_neither_row_nor_entry()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Journal.ChangeAsync<int>(actor, async change =>
        {
            change.Record(new AuditEvent(AuditAct.ActivityCreated));
            await AddAsync(change, "half");
            throw new InvalidOperationException("on purpose");
        }));
        Assert.Equal((0, 0), await RowsAsync());
    }

    [Fact]
    public async Task A_change_whose_entry_cannot_be_written_leaves_no_row()
    {
        await Vault.TamperAsync("alter table audit_pending rename to audit_away");
        await Assert.ThrowsAnyAsync<Exception>(() => Journal.ChangeAsync(actor, change =>
        {
            change.Record(new AuditEvent(AuditAct.ActivityCreated));
            return AddAsync(change, "unheard");
        }));
        await Vault.TamperAsync("alter table audit_away rename to audit_pending");
        Assert.Equal((0, 0), await RowsAsync());
    }

    [Fact]
    public async Task Rows_that_were_added_are_sent_in_their_order_before_anything_else_is_asked()
    {
        await Journal.ChangeAsync(actor, async change =>
        {
            change.Record(new AuditEvent(AuditAct.ActivityCreated));
            change.Add(RowOf("first"));
            change.Add(RowOf("second"));
            Assert.Throws<InvalidOperationException>(() => change.Connection);
            await change.SendAsync();
            Assert.Equal(2, await change.Connection.ExecuteScalarAsync<long>("select count(*) from lease where name in ('first', 'second')"));
            change.Add(RowOf("third"));
            return true;
        });
        Assert.Equal((3, 1), await RowsAsync());
    }

    [Fact]
    public async Task A_row_that_cannot_be_added_takes_the_whole_change_with_it()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Journal.ChangeAsync(actor, change =>
        {
            change.Record(new AuditEvent(AuditAct.ActivityCreated));
            change.Add(RowOf("good"));
            change.Add(new NewRow("insert into lease (name, holder, held_until) values (@name, null, 0)", ("name", "bad")));
            return Task.FromResult(true);
        }));
        Assert.Equal((0, 0), await RowsAsync());
    }

    [Fact]
    public async Task An_opening_is_durable_when_it_is_said_to_be()
    {
        await Journal.OpenedAsync(actor, new AuditEvent(AuditAct.ConversationViewed) { Conversation = Vault.Product.Ids.New() });
        await using var other = Database.Open(Vault.Settings.Database);
        Assert.Equal(1, await other.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select count(*) from audit_pending"), default));
    }

    [Fact]
    public async Task The_moment_of_a_change_is_the_same_in_rows_and_entry()
    {
        Vault.Time.Advance(TimeSpan.FromMilliseconds(137));
        var now = await Journal.ChangeAsync(actor, change =>
        {
            change.Record(new AuditEvent(AuditAct.ActivityCreated));
            return Task.FromResult(change.Now);
        });
        Assert.Equal(FakeTime.Start.ToUnixTimeMilliseconds() + 137, now);
        Assert.Equal(now, (await Vault.LogAsync())[^1].At);
    }

    static async Task<bool> AddAsync(Change change, string name) =>
        await change.Connection.ExecuteAsync("insert into lease (name, holder, held_until) values (@name, 'test', 0)", new { name }) == 1;

    static NewRow RowOf(string name) => new("insert into lease (name, holder, held_until) values (@name, 'test', 0)", ("name", name));

    async Task<(long Rows, long Entries)> RowsAsync() => (
        await Vault.ScalarAsync<long>("select count(*) from lease where holder = 'test'"),
        await Vault.ScalarAsync<long>("select (select count(*) from audit_pending) + (select count(*) from audit_entry)"));
}

public sealed class JournalTests_on_sqlite() : JournalTests(Store.Sqlite);

public sealed class JournalTests_on_postgres() : JournalTests(Store.Postgres);
