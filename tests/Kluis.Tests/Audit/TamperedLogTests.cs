using Kluis.Audit;
using Kluis.AuditLog;
using Kluis.Storage;

namespace Kluis.Tests.Audit;

/// <summary>Who changes the log in the database is not believed.</summary>
public abstract class TamperedLogTests(Store store) : VaultTests(store)
{
    [Theory]
    [InlineData("right_edge", 0)]
    [InlineData("right_edge", 31)]
    [InlineData("root", 0)]
    public async Task A_changed_edge_or_root_stops_the_numbering(string column, int at)
    {
        await AddAsync(7);
        var newest = (await Vault.Product.Publisher.NewestAsync(default))!;
        var bytes = column == "root" ? newest.Root : newest.RightEdge;
        bytes[at] ^= 1;
        await Vault.TamperAsync($"update audit_checkpoint set {column} = @bytes", new { bytes });
        await AssertStopsAsync();
    }

    [Fact]
    public async Task A_shortened_edge_stops_the_numbering()
    {
        await AddAsync(7);
        var newest = (await Vault.Product.Publisher.NewestAsync(default))!;
        await Vault.TamperAsync("update audit_checkpoint set right_edge = @bytes", new { bytes = newest.RightEdge[..32] });
        await AssertStopsAsync();
    }

    [Fact]
    public async Task Another_size_stops_the_numbering()
    {
        await AddAsync(7);
        await Vault.TamperAsync("update audit_checkpoint set size = 6");
        await AssertStopsAsync();
    }

    [Fact]
    public async Task A_checkpoint_taken_away_stops_the_numbering()
    {
        await AddAsync(7);
        await Vault.TamperAsync("delete from audit_checkpoint");
        Assert.Equal("audit.unavailable", (await Assert.ThrowsAsync<FaultException>(NumberOneMoreAsync)).Code);
        Assert.Equal(7, await Vault.ScalarAsync<long>("select count(*) from audit_entry"));
    }

    [Fact]
    public async Task A_changed_entry_shows_in_the_export()
    {
        await AddAsync(7);
        var leaf = (await Vault.Product.Database.ReadAsync(connection => CheckpointStore.LeavesAsync(connection, LogTables.Audit, 3, 4), default))[0];
        leaf[^10] ^= 1;
        await Vault.TamperAsync("update audit_entry set leaf = @leaf where seq = 3", new { leaf });
        await AssertDoesNotVerifyAsync();
    }

    [Fact]
    public async Task A_removed_entry_shows_in_the_export()
    {
        await AddAsync(7);
        await Vault.TamperAsync("delete from audit_entry where seq = 3");
        await AssertDoesNotVerifyAsync();
    }

    [Fact]
    public async Task Two_entries_that_change_places_show_in_the_export()
    {
        await AddAsync(7);
        await Vault.TamperAsync("update audit_entry set seq = 100 where seq = 3");
        await Vault.TamperAsync("update audit_entry set seq = 3 where seq = 4");
        await Vault.TamperAsync("update audit_entry set seq = 4 where seq = 100");
        await AssertDoesNotVerifyAsync();
    }

    [Fact]
    public async Task A_log_of_another_key_does_not_verify()
    {
        await AddAsync(7);
        using var stranger = LogSigner.Generate(Vault.Product.Chain.Installation.LogOrigin);
        Assert.False(LogVerifier.Verify(await Vault.ExportAsync(), stranger.VerifierKey).Yes);
    }

    [Fact]
    public async Task Entries_go_on_waiting_while_the_numbering_stands_still_and_the_running_product_says_why()
    {
        await AddAsync(7);
        await Vault.TamperAsync("update audit_checkpoint set size = 6");
        await Vault.Product.Journal.OpenedAsync(Actor.Product("test"), new AuditEvent(AuditAct.LogViewed));
        var waited = 0;
        while (!Vault.Log.ToString().Contains("audit.unavailable", StringComparison.Ordinal) && waited++ < 200)
        {
            Vault.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(25);
        }
        Assert.Contains("audit.unavailable", Vault.Log.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from audit_pending"));
    }

    // These logs are broken on purpose.
    private protected override Task CheckAsync() => Task.CompletedTask;

    async Task AssertStopsAsync()
    {
        Assert.Equal("audit.unavailable", (await Assert.ThrowsAsync<FaultException>(NumberOneMoreAsync)).Code);
        Assert.Equal(7, await Vault.ScalarAsync<long>("select count(*) from audit_entry"));
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from audit_pending"));
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from audit_checkpoint"));
    }

    async Task NumberOneMoreAsync()
    {
        await Vault.Product.Journal.OpenedAsync(Actor.Product("test"), new AuditEvent(AuditAct.LogViewed));
        await Vault.Product.Sequencer.RunAsync(default);
    }

    async Task AssertDoesNotVerifyAsync()
    {
        var folder = await Record.ExceptionAsync(Vault.ExportAsync) is null ? await Vault.ExportAsync() : null;
        Assert.True(folder is null || !LogVerifier.Verify(folder, Vault.Product.Sequencer.Signer.VerifierKey).Yes);
    }

    async Task AddAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await Vault.Product.Journal.OpenedAsync(Actor.Product("test"), new AuditEvent(AuditAct.LogViewed) { Target = $"{i}" });
        await Vault.SequenceAsync();
    }
}

public sealed class TamperedLogTests_on_sqlite() : TamperedLogTests(Store.Sqlite);

public sealed class TamperedLogTests_on_postgres() : TamperedLogTests(Store.Postgres);
