using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Kluis.Access;
using Kluis.Audit;
using Kluis.AuditLog;
using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Vault;

namespace Kluis.Tests.Audit;

/// <summary>What an entry says about a person stands beside the log, sealed; the leaf proves it and tells nothing.</summary>
public abstract class DisclosureTests(Store store) : VaultTests(store)
{
    const string Address = "203.0.113.7";

    readonly Guid conversation = Guid.CreateVersion7();

    [Fact]
    public async Task Every_commitment_of_a_leaf_fits_what_was_disclosed()
    {
        var customer = await AddCustomerAsync();
        var (leaf, by, about) = await PlayAsync(customer);
        Assert.Equal(("conversation.played", "ok", "complaint", "0-12s"), (leaf.Act, leaf.Out, leaf.Why, leaf.Rng));
        Assert.Equal(FakeTime.Start.ToUnixTimeMilliseconds(), leaf.At);
        AssertFits(leaf.Who, by, "who", "user-1");
        AssertFits(leaf.Ip, by, "ip", Address);
        AssertFits(leaf.Obj, about, "obj", $"{conversation} part-1");
        AssertFits(leaf.Subj, about, "subj", customer.Id.ToString());
        AssertFits(leaf.Sum, about, "sum", "sha256:00 1");
        Assert.Equal(["ip", "who"], by.Keys.Order());
        Assert.Equal(["obj", "subj", "sum"], about.Keys.Order());
    }

    [Fact]
    public async Task A_leaf_holds_no_id_of_a_person_and_no_address()
    {
        var customer = await AddCustomerAsync();
        await PlayAsync(customer);
        var leaf = Encoding.ASCII.GetString((await LeavesAsync())[^1]);
        Assert.All(
            [customer.Id.ToString(), customer.Id.ToString("N"), conversation.ToString(), "user-1", Address],
            value => Assert.DoesNotContain(value, leaf, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_same_act_twice_gives_leaves_that_nobody_can_link()
    {
        var customer = await AddCustomerAsync();
        var (one, other) = ((await PlayAsync(customer)).Leaf, (await PlayAsync(customer)).Leaf);
        Assert.Empty(new[] { one.Who, one.Ip, one.Obj, one.Subj, one.Sum }.Intersect([other.Who, other.Ip, other.Obj, other.Subj, other.Sum]));
    }

    [Fact]
    public async Task What_is_told_of_a_customer_is_sealed_under_that_customers_key()
    {
        var customer = await AddCustomerAsync();
        await PlayAsync(customer);
        var rows = await RowsAsync();
        Assert.Contains(rows, row => row.HolderId == customer.KeyId);
        var about = rows.Single(row => row.HolderId == customer.KeyId);
        Assert.Throws<VaultException>(() => new SealedValue(about.RowKey, about.Sealed)
            .Open<Dictionary<string, string[]>>(Vault.Product.Chain.House(RootKind.Audit), "audit_disclosure", Guid.Parse(about.EntryId)));
    }

    [Fact]
    public async Task What_is_told_of_a_user_is_sealed_under_that_users_key()
    {
        var user = await Vault.UserAsync(Role.Agent, "agent-7");
        var holder = await Vault.ScalarAsync<string>("select holder_id from user_account");
        await Vault.Product.Journal.OpenedAsync(new Actor(user.ToString(), Address, VaultId.Parse(holder)), new AuditEvent(AuditAct.AccountSignedIn));
        await Vault.SequenceAsync();
        var row = (await RowsAsync()).Single(row => row.HolderId == holder);
        Assert.Equal(user.ToString(), (await OpenAsync(row))["who"][1]);
    }

    [Fact]
    public async Task An_erased_disclosure_leaves_a_log_that_verifies_and_says_nothing()
    {
        var (erased, kept) = (await AddCustomerAsync(), await AddCustomerAsync());
        await PlayAsync(erased);
        await PlayAsync(kept);
        var before = await LeavesAsync();
        await Vault.TamperAsync("delete from audit_disclosure where holder_id = @KeyId", new { erased.KeyId });
        await Vault.TamperAsync("delete from root_key where id = @KeyId", new { erased.KeyId });
        await Vault.TamperAsync("update audit_view set subject_id = null where subject_id = @id", new { id = erased.Id.ToString() });
        await PlayAsync(kept);
        await Vault.RestartAsync();
        Assert.Equal(before, (await LeavesAsync()).Take(before.Count));
        Vault.AssertVerifies(await Vault.ExportAsync(), before.Count + 1);
        Assert.DoesNotContain(await RowsAsync(), row => row.HolderId == erased.KeyId);
    }

    [Fact]
    public async Task The_view_made_anew_is_the_view_that_was()
    {
        await PlayAsync(await AddCustomerAsync());
        await Vault.UserAsync(Role.Agent, "agent-7");
        await Vault.ActivityAsync();
        var before = await Vault.LogAsync();
        await Vault.TamperAsync("delete from audit_view where seq = 0");
        await Vault.TamperAsync("update audit_view set actor_id = 'somebody else', act = 'log.viewed', subject_id = null, conversation_id = null");
        Assert.Equal(new RebuiltView(before.Count, 0, 0), await RebuildAsync());
        Assert.Equal(before, await Vault.LogAsync());
    }

    [Fact]
    public async Task The_view_made_anew_loses_rows_that_the_log_does_not_have()
    {
        await Vault.ActivityAsync();
        var before = await Vault.LogAsync();
        await Vault.TamperAsync("insert into audit_view (seq, entry_id, at, act, outcome) values (1000, 'forged', 0, 'log.verified', 'ok')");
        await RebuildAsync();
        Assert.Equal(before, await Vault.LogAsync());
    }

    [Fact]
    public async Task The_view_made_anew_leaves_out_what_does_not_fit_its_commitment()
    {
        var customer = await AddCustomerAsync();
        await PlayAsync(customer);
        await PlayAsync(customer);
        // The disclosures of two entries change places: they open nowhere, and whoever could seal them anew cannot make them fit.
        var rows = (await RowsAsync()).Where(row => row.HolderId == customer.KeyId).ToList();
        var forged = await Vault.Product.Database.ReadAsync(async connection =>
        {
            using var key = Vault.Product.Chain.Open((await KeyStore.FindAsync(connection, VaultId.Parse(customer.KeyId)))!);
            return SealedValue.Seal(key, "audit_disclosure", Guid.Parse(rows[0].EntryId), await OpenAsync(rows[1]));
        }, default);
        await Vault.TamperAsync(
            "update audit_disclosure set row_key = @RowKey, sealed = @Sealed where entry_id = @EntryId and holder_id = @HolderId",
            new { forged.RowKey, forged.Sealed, rows[0].EntryId, rows[0].HolderId });
        Assert.Equal(3, (await RebuildAsync()).Misfits);
        Assert.Null((await Vault.LogAsync()).Single(entry => entry.EntryId == rows[0].EntryId).SubjectId);
    }

    [Fact]
    public async Task The_view_made_anew_goes_on_after_a_disclosure_that_does_not_open()
    {
        var customers = new List<Customer> { await AddCustomerAsync(), await AddCustomerAsync(), await AddCustomerAsync(), await AddCustomerAsync() };
        var played = new List<string>();
        foreach (var customer in customers)
            played.Add((await PlayAsync(customer)).Leaf.Id);
        var entries = (await Vault.LogAsync()).Count;
        // One has lost a byte, one the wrap of its row's key, one the wrap of its holder's key.
        await Vault.TamperAsync("update audit_disclosure set sealed = @sealed where entry_id = @id and holder_id = @KeyId", new { @sealed = new byte[93], id = played[0], customers[0].KeyId });
        await Vault.TamperAsync("update audit_disclosure set row_key = @key where entry_id = @id and holder_id = @KeyId", new { key = new byte[61], id = played[1], customers[1].KeyId });
        await Vault.TamperAsync("update root_key set wrapped = @key where id = @KeyId", new { key = new byte[61], customers[2].KeyId });
        Assert.Equal(new RebuiltView(entries, 0, 3), await RebuildAsync());
        var rows = (await Vault.LogAsync()).Where(row => played.Contains(row.EntryId)).ToList();
        Assert.Equal([null, null, null, customers[3].Id.ToString()], rows.Select(row => row.SubjectId));
        Assert.All(rows, row => Assert.Equal("user-1", row.ActorId));
    }

    [Fact]
    public async Task A_conversation_shows_what_happened_to_it_before_it_has_a_number()
    {
        var customer = await AddCustomerAsync();
        await PlayAsync(customer);
        Vault.Time.Advance(TimeSpan.FromSeconds(1));
        await Vault.Product.Journal.OpenedAsync(new Actor("user-2"), new AuditEvent(AuditAct.ConversationViewed) { Conversation = conversation });
        var line = await Vault.Get<AuditViewStore>().TimeLineAsync(conversation, 10, default);
        Assert.Equal(["user-2", "user-1"], line.Select(entry => entry.ActorId));
        Assert.Equal(customer.Id.ToString(), line[1].SubjectId);
        Assert.Empty(await Vault.Get<AuditViewStore>().TimeLineAsync(Guid.CreateVersion7(), 10, default));
    }

    sealed record Customer(Guid Id, string KeyId);

    sealed record DisclosureRow(string EntryId, string HolderId, byte[] RowKey, byte[] Sealed);

    Task<Customer> AddCustomerAsync() =>
        Vault.Product.Journal.ChangeAsync(Actor.Product("test"), async change =>
        {
            change.Record(new AuditEvent(AuditAct.ConversationStored));
            var added = await Vault.Get<SubjectStore>().FindOrAddAsync(change, new NewParty(new JsonObject(), false, null, null, [], Known.CustomerName));
            using (added.Key)
                return new Customer(added.Id, added.Key.Id.ToString());
        });

    async Task<(Leaf Leaf, Dictionary<string, string[]> By, Dictionary<string, string[]> About)> PlayAsync(Customer customer)
    {
        await Vault.Product.Journal.OpenedAsync(
            new Actor("user-1", Address),
            new AuditEvent(AuditAct.ConversationPlayed)
            {
                Conversation = conversation, DataSubject = customer.Id, Purpose = "complaint", Range = "0-12s", Target = "part-1", Content = "sha256:00 1",
            });
        await Vault.SequenceAsync();
        var leaf = Leaf.Parse((await LeavesAsync())[^1]);
        var rows = (await RowsAsync()).Where(row => row.EntryId == leaf.Id).ToList();
        return (leaf, await OpenAsync(rows.Single(row => row.HolderId != customer.KeyId)), await OpenAsync(rows.Single(row => row.HolderId == customer.KeyId)));
    }

    static void AssertFits(string? commitment, Dictionary<string, string[]> disclosed, string field, string value)
    {
        Assert.Equal(value, disclosed[field][1]);
        var salt = Convert.FromBase64String(disclosed[field][0]);
        Assert.True(Commitment.Check(commitment!, salt, field, value));
        Assert.False(Commitment.Check(commitment!, salt, field, value + "x"));
    }

    Task<List<byte[]>> LeavesAsync() => Vault.Product.Database.ReadAsync(connection => CheckpointStore.LeavesAsync(connection, LogTables.Audit, 0, 1000), default);

    Task<List<DisclosureRow>> RowsAsync() =>
        Vault.Product.Database.ReadAsync(
            async connection => (await connection.QueryAsync<DisclosureRow>(
                "select entry_id as EntryId, holder_id as HolderId, row_key as RowKey, sealed as Sealed from audit_disclosure order by entry_id")).AsList(),
            default);

    Task<Dictionary<string, string[]>> OpenAsync(DisclosureRow row) =>
        Vault.Product.Database.ReadAsync(
            async connection =>
            {
                using var key = Vault.Product.Chain.Open((await KeyStore.FindAsync(connection, VaultId.Parse(row.HolderId)))!);
                return new SealedValue(row.RowKey, row.Sealed).Open<Dictionary<string, string[]>>(key, "audit_disclosure", Guid.Parse(row.EntryId));
            },
            default);

    Task<RebuiltView> RebuildAsync() => new AuditViewRebuildStore(Vault.Product.Database, Vault.Product.Chain).RunAsync(_ => { }, default);
}

public sealed class DisclosureTests_on_sqlite() : DisclosureTests(Store.Sqlite);

public sealed class DisclosureTests_on_postgres() : DisclosureTests(Store.Postgres);
