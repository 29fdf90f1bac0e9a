using Kluis.Audit;
using Kluis.AuditLog;
using Kluis.Storage;

namespace Kluis.Tests.Audit;

/// <summary>Every entry gets one number, whoever gives it, and the tree only grows.</summary>
public abstract class SequencerTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task Sixty_four_clients_at_once_all_get_their_numbers()
    {
        using var done = new CancellationTokenSource();
        // Numbered while they write, as it is in life.
        var numbering = NumberAsync(Vault.Product.Sequencer, done.Token);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(client => Task.Run(() => AddAsync(5, client))));
        await done.CancelAsync();
        await numbering;
        await AssertNumberedAsync(64 * 5);
    }

    [Fact]
    public async Task Of_two_sequencers_one_works_at_a_time()
    {
        await using var second = await Product.OpenAsync(Vault.Settings, Vault.Time, default);
        await AddAsync(10);
        var ran = await Task.WhenAll(Task.Run(() => Vault.Product.Sequencer.RunAsync(default)), Task.Run(() => second.Sequencer.RunAsync(default)));
        Assert.Contains(true, ran);
        await AddAsync(1);
        var holder = await Vault.Product.Sequencer.RunAsync(default) ? Vault.Product : second;
        var other = holder == second ? Vault.Product : second;
        await AddAsync(1);
        Assert.False(await other.Sequencer.RunAsync(default));
        Vault.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.True(await other.Sequencer.RunAsync(default) || await holder.Sequencer.RunAsync(default));
        Vault.Time.Advance(TimeSpan.FromSeconds(11));
        await AssertNumberedAsync(12);
    }

    [Fact]
    public async Task Two_sequencers_that_both_believe_to_hold_the_lease_never_give_a_number_twice()
    {
        await using var second = await Product.OpenAsync(Vault.Settings, Vault.Time, default);
        // Each with a lease of its own, as after a pause longer than the lease.
        var nodes = new[] { Vault.Product, second }.Select((node, i) =>
            new SequencerStore(node.Database, node.Chain, new LeaseStore(node.Database, new Later(i)), node.Time)).ToList();
        using var done = new CancellationTokenSource();
        var numbering = nodes.Select(node => Task.Run(() => NumberAsync(node, done.Token))).ToList();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(() => AddAsync(20, client))));
        await done.CancelAsync();
        await Task.WhenAll(numbering);
        Vault.Time.Set(FakeTime.Start.AddDays(400));
        await AssertNumberedAsync(160);
        nodes.ForEach(node => node.Signer.Dispose());
    }

    [Fact]
    public async Task After_a_restart_the_tree_goes_on_from_its_right_edge()
    {
        var total = 0;
        var roots = new List<(long Size, byte[] Root)>();
        foreach (var count in new[] { 1, 2, 4, 1, 7, 250 })
        {
            await AddAsync(count);
            await Vault.SequenceAsync();
            total += count;
            var newest = (await Vault.Product.Publisher.NewestAsync(default))!;
            Assert.Equal(total, newest.Size);
            roots.Add((newest.Size, newest.Root));
            await Vault.RestartAsync();
        }
        await AssertNumberedAsync(total);
        // Each tree that was ever signed is the beginning of the one there is now.
        var leaves = await Vault.Product.Database.ReadAsync(connection => CheckpointStore.LeavesAsync(connection, LogTables.Audit, 0, total), default);
        foreach (var (size, root) in roots)
        {
            var tree = new TreeBuilder();
            leaves.Take((int)size).ToList().ForEach(leaf => tree.Append(leaf));
            Assert.Equal(root, tree.Root());
        }
    }

    [Fact]
    public async Task Nothing_new_makes_no_new_checkpoint()
    {
        await AddAsync(3);
        await Vault.SequenceAsync();
        var before = await Vault.Product.Publisher.NewestAsync(default);
        Vault.Time.Advance(TimeSpan.FromMinutes(5));
        await Vault.SequenceAsync();
        Assert.Equal(before!.Note, (await Vault.Product.Publisher.NewestAsync(default))!.Note);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from audit_checkpoint"));
    }

    [Fact]
    public async Task One_checkpoint_of_each_hour_is_kept()
    {
        foreach (var minutes in new[] { 0, 20, 20, 30, 20, 60 })
        {
            Vault.Time.Advance(TimeSpan.FromMinutes(minutes));
            await AddAsync(1);
            await Vault.SequenceAsync();
        }
        // 9:00, 9:20, 9:40 | 10:10, 10:30 | 11:30
        Assert.Equal(3, await Vault.ScalarAsync<long>("select count(*) from audit_checkpoint"));
    }

    [Fact]
    public async Task The_running_product_numbers_and_publishes_once_a_second()
    {
        await AddAsync(5);
        var published = Path.Combine(Vault.Settings.Data, "log");
        var waited = 0;
        while (!File.Exists(Path.Combine(published, "checkpoint")) && waited++ < 200)
        {
            Vault.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(25);
        }
        Vault.AssertVerifies(published, 5);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from audit_pending"));
    }

    [Fact]
    public async Task The_export_is_byte_for_byte_the_same_twice_and_verifies()
    {
        await AddAsync(300);
        await Vault.SequenceAsync();
        var (one, other) = (await Vault.ExportAsync(), await Vault.ExportAsync());
        var names = Directory.GetFiles(one, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(one, file)).Order().ToList();
        Assert.Equal(names, Directory.GetFiles(other, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(other, file)).Order());
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(Path.Combine(one, name)), File.ReadAllBytes(Path.Combine(other, name))));
        Vault.AssertVerifies(one, 300);
    }

    static async Task NumberAsync(SequencerStore sequencer, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            try
            {
                await sequencer.RunAsync(default);
            }
            catch (Exception exception) when (exception is FaultException or System.Data.Common.DbException)
            {
                // The other one was first; what matters is what the log holds in the end.
            }
            await Task.Delay(1, CancellationToken.None);
        }
    }

    async Task AddAsync(int count, int client = 0)
    {
        for (var i = 0; i < count; i++)
            await Vault.Product.Journal.OpenedAsync(new Actor($"client {client}", "203.0.113.7"), new AuditEvent(AuditAct.LogViewed) { Target = $"{client} {i}" });
    }

    async Task AssertNumberedAsync(int count)
    {
        var entries = await Vault.LogAsync();
        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), entries.Select(entry => entry.Seq));
        Assert.Equal(count, entries.Select(entry => entry.EntryId).Distinct().Count());
        Assert.Equal(count, await Vault.ScalarAsync<long>("select count(*) from audit_disclosure"));
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from audit_pending"));
        Vault.AssertVerifies(await Vault.ExportAsync(), count);
    }

    // Every look at this clock is a day later: no lease ever holds.
    sealed class Later(int offset) : TimeProvider
    {
        int looks;

        public override DateTimeOffset GetUtcNow() => FakeTime.Start.AddDays(Interlocked.Increment(ref looks) / 10_000.0).AddMilliseconds(offset);
    }
}

public sealed class SequencerTests_on_sqlite() : SequencerTests(Store.Sqlite);

public sealed class SequencerTests_on_postgres() : SequencerTests(Store.Postgres);
