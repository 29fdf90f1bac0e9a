using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Audit;

/// <summary>The check of the whole log, on logs that are in order and on logs that somebody has been at.</summary>
public abstract class LogCheckTests(Store store) : VaultTests(store)
{
    static readonly Actor Somebody = new("user-1");

    [Fact]
    public async Task A_log_in_order_is_a_yes_with_what_it_was_held_against()
    {
        await FillAsync(600);
        Vault.Time.Set(FakeTime.Start.AddHours(2));
        await FillAsync(700);
        await Vault.Product.Publisher.PublishAsync(default);
        var row = await CheckAsync(Somebody);
        Assert.Equal((null, 1300L, 1300L, 2L), (row.Fault, row.Size, row.Published, row.Anchors));
        Assert.Equal((await Vault.Product.Publisher.NewestAsync(default))!.Root, row.Root);
        Assert.Equal(FakeTime.Start.ToUnixTimeMilliseconds(), row.OldestAnchor);
        Assert.Equal([row.Id], (await Vault.Get<LogCheckStore>().NewestAsync(5, default)).Select(each => each.Id));
        var entry = Assert.Single(await Vault.LogAsync(), entry => entry.Act == "log.verified");
        Assert.Equal(("ok", Somebody.Id), (entry.Outcome, entry.ActorId));
    }

    [Fact]
    public async Task An_empty_log_is_a_yes() 
    {
        var row = await CheckAsync(Somebody);
        Assert.Null(row.Fault);
        Assert.Equal(0, row.Size);
    }

    [Theory]
    [InlineData("update audit_entry set leaf = (select leaf from audit_entry where seq = 8) where seq = 7", "published.differs", 0L)]
    [InlineData("update audit_entry set leaf = (select leaf from audit_entry where seq = 8) where seq = 599", "published.differs", 600L)]
    [InlineData("delete from audit_entry where seq = 599", "entry.missing", 599L)]
    [InlineData("update audit_checkpoint set note = 'x'", "checkpoint.signature", 600L)]
    public async Task A_change_is_a_no_that_says_where(string tampering, string code, long at)
    {
        await FillAsync(600);
        await Vault.Product.Publisher.PublishAsync(default);
        var row = await TamperedAsync(tampering);
        Assert.Equal((code, at), (row.Fault, row.AtSeq));
        Assert.Null(row.Root);
    }

    [Fact]
    public async Task A_leaf_written_otherwise_is_a_no()
    {
        await FillAsync(10);
        var leaf = await Vault.ScalarAsync<byte[]>("select leaf from audit_entry where seq = 4");
        var row = await TamperedAsync("update audit_entry set leaf = @leaf where seq = 4", new { leaf = (byte[])[.. leaf, (byte)' '] });
        Assert.Equal(("entry.malformed", 4L), (row.Fault, row.AtSeq));
    }

    [Fact]
    public async Task A_changed_published_file_is_a_no()
    {
        await FillAsync(600);
        await Vault.Product.Publisher.PublishAsync(default);
        foreach (var (file, code) in new[] { ("tile/entries/001", "published.differs"), ("tile/0/001", "published.differs"), ("tile/1/000.p/2", "published.checkpoint"), ("checkpoint", "published.checkpoint") })
        {
            var path = Path.Combine(Vault.Settings.Data, "log", file);
            var bytes = await File.ReadAllBytesAsync(path);
            bytes[20] ^= 1;
            await File.WriteAllBytesAsync(path, bytes);
            Assert.Equal(code, (await CheckAsync(Somebody)).Fault);
            bytes[20] ^= 1;
            await File.WriteAllBytesAsync(path, bytes);
        }
        Assert.Null((await CheckAsync(Somebody)).Fault);
    }

    [Fact]
    public async Task The_button_starts_one_check_and_the_page_shows_what_came_out()
    {
        await FillAsync(300);
        using var client = await Vault.ClientAsync(Role.Auditor);
        await client.PostFormAsync("/log/verify");
        for (var tries = 0; (await Vault.Get<LogCheckStore>().NewestAsync(1, default)).Count == 0; tries++)
        {
            Assert.True(tries < 200);
            await Task.Delay(50);
        }
        Assert.Contains(Convert.ToBase64String((await Vault.Get<LogCheckStore>().NewestAsync(1, default))[0].Root!), System.Net.WebUtility.HtmlDecode(await client.GetStringAsync("/log/verify")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_starts_no_check_and_the_attempt_is_in_the_log()
    {
        using var client = await Vault.ClientAsync(Role.Agent);
        await client.PostFormAsync("/log/verify", from: "/search");
        Assert.Equal(1, await Vault.CountAsync(AuditAct.AccessDenied));
        Assert.Equal(0, await Vault.CountAsync(AuditAct.LogVerified));
    }

    // The damage is undone in the end: what every test must leave is a log that verifies.
    async Task<LogCheckRow> TamperedAsync(string tampering, object? parameters = null)
    {
        var entries = await Vault.Product.Database.ReadAsync(connection => CheckpointStore.LeavesAsync(connection, LogTables.Audit, 0, 10_000), default);
        var note = await Vault.ScalarAsync<string>("select note from audit_checkpoint");
        await Vault.TamperAsync(tampering, parameters);
        var row = await CheckAsync(Somebody);
        await Vault.TamperAsync("update audit_checkpoint set note = @note where size = @size", new { note, size = (long)entries.Count });
        foreach (var (seq, leaf) in entries.Index())
            await Vault.TamperAsync("insert into audit_entry (seq, leaf) values (@seq, @leaf) on conflict (seq) do update set leaf = @leaf", new { seq = (long)seq, leaf });
        return row;
    }

    async Task<LogCheckRow> CheckAsync(Actor actor) => (await Vault.Get<LogCheck>().RunAsync(actor, default))!;

    async Task FillAsync(int entries)
    {
        await Task.WhenAll(Enumerable.Range(0, entries).Select(_ => Vault.Product.Journal.OpenedAsync(Somebody, new AuditEvent(AuditAct.LogViewed))));
        await Vault.SequenceAsync();
    }
}

public sealed class LogCheckTests_on_sqlite() : LogCheckTests(Store.Sqlite);

public sealed class LogCheckTests_on_postgres() : LogCheckTests(Store.Postgres);
