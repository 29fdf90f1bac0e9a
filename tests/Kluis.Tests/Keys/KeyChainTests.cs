using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Tests.Keys;

/// <summary>The chain from the keyring down to the keys of people and conversations.</summary>
public abstract class KeyChainTests(Store store) : VaultTests(store)
{
    KeyChain Chain => Vault.Product.Chain;

    [Fact]
    public async Task Everything_opens_after_a_restart()
    {
        var people = await AddPeopleAsync(3);
        var token = Vault.Get<BlindIndex>().TokenOf(Identifier.Phone(Known.CustomerPhone, "NL")!.Value);
        var logKey = Vault.Product.Sequencer.Signer.VerifierKey.ToString();
        await Vault.RestartAsync();
        await AssertOpenAsync(people);
        Assert.Equal(token, Vault.Get<BlindIndex>().TokenOf(Identifier.Phone(Known.CustomerPhone, "NL")!.Value));
        Assert.Equal(logKey, Vault.Product.Sequencer.Signer.VerifierKey.ToString());
    }

    [Fact]
    public async Task A_second_node_opens_what_the_first_has_sealed()
    {
        var people = await AddPeopleAsync(1);
        await using var second = await Product.OpenAsync(Vault.Settings, Vault.Time, default);
        await AssertOpenAsync(people, second.Chain);
    }

    [Fact]
    public async Task Two_nodes_that_start_at_once_on_nothing_have_the_same_keys()
    {
        using var scratch = new Scratch();
        var store = Vault.Settings.Database.StartsWith("sqlite:", StringComparison.Ordinal) ? Store.Sqlite : Store.Postgres;
        var database = await store.NewAsync(Directory.CreateDirectory(scratch["data"]).FullName);
        var settings = RunningVault.SettingsOf(scratch, ("KLUIS_DATABASE", database));
        // The keyring is a thing of one machine; nodes get it when there is one.
        KeyringOpening.Open(settings.Keyring, null, settings.Data, mayMake: true, new FakeTime()).Dispose();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Product.OpenAsync(settings, new FakeTime(), default))));
        foreach (var kind in new[] { RootKind.Index, RootKind.Audit, RootKind.Account, RootKind.Log, RootKind.Intake })
            Assert.Single(nodes.Select(node => Convert.ToHexString(node.Chain.House(kind).Secret)).Distinct());
        foreach (var node in nodes)
            await node.DisposeAsync();
    }

    [Fact]
    public async Task A_missing_keyring_is_refused_and_no_new_one_made()
    {
        var path = Vault.Settings.Keyring;
        File.Move(path, path + ".away");
        await AssertRefusedAsync();
        Assert.False(File.Exists(path));
        File.Move(path + ".away", path);
        await using var opened = await Product.OpenAsync(Vault.Settings, Vault.Time, default);
    }

    [Fact]
    public async Task Another_keyring_is_refused()
    {
        await using var other = await RunningVault.StartAsync(Store.Sqlite);
        foreach (var ending in new[] { ".json", ".key" })
            File.Copy(Path.ChangeExtension(other.Settings.Keyring, ending), Path.ChangeExtension(Vault.Settings.Keyring, ending), overwrite: true);
        await AssertRefusedAsync();
    }

    [Fact]
    public async Task A_keyring_without_its_key_file_or_with_another_one_is_refused()
    {
        var key = Path.ChangeExtension(Vault.Settings.Keyring, ".key");
        var right = await File.ReadAllBytesAsync(key);
        await File.WriteAllBytesAsync(key, new byte[32]);
        await AssertRefusedAsync();
        File.Delete(key);
        await AssertRefusedAsync();
        Assert.Equal(32, right.Length);
    }

    [Fact]
    public async Task The_keyring_and_its_key_are_for_the_owner_alone()
    {
        await Task.CompletedTask;
        foreach (var ending in new[] { ".json", ".key" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.ChangeExtension(Vault.Settings.Keyring, ending)));
    }

    [Fact]
    public async Task A_keyring_that_a_link_puts_under_the_data_folder_is_refused()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["data/keys"]);
        Directory.CreateSymbolicLink(scratch["keys"], scratch["data/keys"]);
        var fault = await Assert.ThrowsAsync<VaultException>(() => Product.OpenAsync(RunningVault.SettingsOf(scratch), new FakeTime(), default));
        Assert.Equal("keys.unavailable", fault.Code);
        Assert.Empty(Directory.GetFiles(scratch["data/keys"]));
    }

    [Fact]
    public async Task Wraps_that_change_places_open_nothing()
    {
        var people = await AddPeopleAsync(2);
        var (one, other) = (await RowAsync(people[0]), await RowAsync(people[1]));
        AssertRefused(() => Chain.Open(one with { Wrapped = other.Wrapped }));
        AssertRefused(() => Chain.Open(one with { Id = other.Id }));
        AssertRefused(() => Chain.Open(one with { Epoch = 2 }));
        var house = (await new KeyStore(Vault.Product.Database).HouseKeysAsync(RootKind.Log, default))[0];
        AssertRefused(() => Chain.Open(house with { Wrapped = one.Wrapped }));
        Chain.Open(one).Dispose();
    }

    [Fact]
    public async Task A_wrap_with_any_byte_changed_opens_nothing()
    {
        var row = await RowAsync((await AddPeopleAsync(1))[0]);
        for (var i = 0; i < row.Wrapped.Length; i++)
        {
            var changed = row.Wrapped.ToArray();
            changed[i] ^= 1;
            AssertRefused(() => Chain.Open(row with { Wrapped = changed }));
        }
        AssertRefused(() => Chain.Open(row with { Wrapped = row.Wrapped[..^1] }));
        AssertRefused(() => Chain.Open(row with { Wrapped = [] }));
    }

    [Fact]
    public async Task The_keys_of_another_organisation_open_nothing()
    {
        await Vault.TamperAsync("update installation set organisation = @id", new { id = Vault.Product.Ids.New().ToString() });
        await AssertRefusedAsync();
    }

    [Fact]
    public async Task A_conversation_opens_through_each_of_its_customers_and_through_nobody_when_all_are_gone()
    {
        var people = await AddPeopleAsync(2);
        var conversation = Vault.Product.Ids.New();
        using var secret = ConversationSecret.New(conversation);
        foreach (var person in people)
        {
            using var holder = Chain.Open(await RowAsync(person));
            await Vault.Product.Database.WriteAsync(Done(connection => connection.InsertAsync(KeyStore.RowOf(secret.WrapFor(holder)))), default);
        }
        foreach (var person in people)
        {
            using var opened = await OpenConversationAsync(conversation);
            Assert.Equal(secret.Secret, opened.Secret);
            await Vault.TamperAsync("delete from root_key where id = @id", new { id = person.Key });
        }
        Assert.Equal("keys.unavailable", (await Assert.ThrowsAsync<VaultException>(() => OpenConversationAsync(conversation))).Code);
    }

    [Fact]
    public async Task A_conversation_key_moved_to_another_holder_opens_nothing()
    {
        var people = await AddPeopleAsync(2);
        var conversation = Vault.Product.Ids.New();
        using var secret = ConversationSecret.New(conversation);
        using var holder = Chain.Open(await RowAsync(people[0]));
        await Vault.Product.Database.WriteAsync(Done(connection => connection.InsertAsync(KeyStore.RowOf(secret.WrapFor(holder)))), default);
        await Vault.TamperAsync("update conversation_key set holder_id = @id", new { id = people[1].Key });
        Assert.Equal("keys.unavailable", (await Assert.ThrowsAsync<VaultException>(() => OpenConversationAsync(conversation))).Code);
    }

    [Fact]
    public async Task A_rotation_wraps_every_key_anew_and_everything_opens_afterwards()
    {
        var people = await AddPeopleAsync(25);
        var before = await WrapsAsync();
        var (epoch, rewrapped) = await RotateAsync();
        Assert.Equal(2, epoch);
        Assert.Equal(before.Count, rewrapped);
        var after = await WrapsAsync();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(after, row => Assert.Equal(2, row.Value.Epoch));
        Assert.All(after, row => Assert.NotEqual(before[row.Key].Wrapped, row.Value.Wrapped));
        await AssertOpenAsync(people);
        await AssertOpenAsync(await AddPeopleAsync(1));
        await Vault.RestartAsync();
        await AssertOpenAsync(people);
    }

    [Fact]
    public async Task A_rotation_that_was_cut_off_half_way_leaves_everything_open_and_is_made_up_for()
    {
        var people = await AddPeopleAsync(10);
        var before = await WrapsAsync();
        await RotateAsync();
        // As a crash between two of its transactions leaves it: every other key under the old epoch.
        foreach (var (id, row) in before.Where((_, i) => i % 2 == 0))
            await Vault.TamperAsync("update root_key set epoch = @Epoch, wrapped = @Wrapped where id = @id", new { id, row.Epoch, row.Wrapped });
        await Vault.RestartAsync();
        await AssertOpenAsync(people);
        Assert.Equal((3, before.Count), await RotateAsync());
        Assert.All(await WrapsAsync(), row => Assert.Equal(3, row.Value.Epoch));
        await AssertOpenAsync(people);
        await Vault.RestartAsync();
        await AssertOpenAsync(people);
    }

    [Fact]
    public async Task A_rotation_that_was_cut_off_after_its_keyring_key_goes_on_with_that_key()
    {
        var people = await AddPeopleAsync(2);
        var name = Vault.Product.Keyring.Names[0];
        Vault.Product.Keyring.Create(name[..^1] + "2");
        Assert.Equal(2, (await RotateAsync()).Epoch);
        await AssertOpenAsync(people);
    }

    [Fact]
    public async Task With_the_old_epoch_destroyed_a_copy_of_an_old_row_opens_nothing()
    {
        var people = await AddPeopleAsync(1);
        var old = await RowAsync(people[0]);
        await RotateAsync();
        Vault.Product.Keyring.Destroy(Vault.Product.Keyring.Names[0]);
        await Vault.TamperAsync("delete from key_epoch where epoch = 1");
        await Vault.RestartAsync();
        await AssertOpenAsync(people);
        AssertRefused(() => Chain.Open(old));
    }

    [Fact]
    public async Task A_node_that_runs_learns_of_a_rotation_by_another()
    {
        var people = await AddPeopleAsync(3);
        await using var second = await Product.OpenAsync(Vault.Settings, Vault.Time, default);
        await RotateAsync();
        await second.Chain.RefreshAsync(default);
        await AssertOpenAsync(people, second.Chain);
        Assert.Equal(2, second.Chain.CurrentEpoch);
    }

    [Fact]
    public async Task Of_two_rotations_at_once_one_makes_the_epoch_and_the_other_says_why_not()
    {
        var people = await AddPeopleAsync(3);
        await using var second = await Product.OpenAsync(Vault.Settings, Vault.Time, default);
        var (one, other) = (Start(Vault.Product), Start(second));
        await Vault.Time.PassUntilAsync(Task.WhenAll(one, other));
        var failed = new[] { one, other }.Where(each => each.IsFaulted).ToList();
        Assert.True(failed.Count <= 1);
        Assert.All(failed, each => Assert.Equal("keys.unavailable", CodeOf(each.Exception!.InnerException!)));
        await Vault.RestartAsync();
        await AssertOpenAsync(people);
        Assert.Equal(2 - failed.Count, await Vault.CountAsync(AuditAct.KeyEpochCreated));
    }

    static string CodeOf(Exception exception) => exception is FaultException fault ? fault.Code : ((VaultException)exception).Code;

    async Task<(long Epoch, long Rewrapped)> RotateAsync()
    {
        var running = Start(Vault.Product);
        await Vault.Time.PassUntilAsync(running);
        return await running;
    }

    static Task<(long Epoch, long Rewrapped)> Start(Product product) =>
        Task.Run(() => new KeyRotation(product.Chain, product.Journal).RunAsync(Actor.Product("test"), _ => { }, default));

    sealed record Person(Guid Id, string Key, SealedValue Value);

    async Task<List<Person>> AddPeopleAsync(int count)
    {
        var people = new List<Person>();
        for (var i = 0; i < count; i++)
        {
            var (key, row) = Chain.NewRoot(i % 3 == 0 ? RootKind.Employee : RootKind.Subject);
            using var _ = key;
            await Vault.Product.Database.WriteAsync(Done(connection => connection.InsertAsync(KeyStore.RowOf(row))), default);
            var id = Vault.Product.Ids.New();
            people.Add(new Person(id, row.Id, SealedValue.Seal(key, "party", id, $"{Known.CustomerName} {i}")));
        }
        return people;
    }

    async Task AssertOpenAsync(List<Person> people, KeyChain? chain = null)
    {
        foreach (var (i, person) in people.Index())
        {
            using var key = (chain ?? Chain).Open(await RowAsync(person));
            Assert.Equal($"{Known.CustomerName} {i}", person.Value.Open<string>(key, "party", person.Id));
        }
    }

    async Task<RootKeyRow> RowAsync(Person person) =>
        (await Vault.Product.Database.ReadAsync(connection => KeyStore.FindAsync(connection, VaultId.Parse(person.Key)), default))!;

    Task<Dictionary<string, RootKeyRow>> WrapsAsync() =>
        Vault.Product.Database.ReadAsync(
            async connection => (await Dapper.SqlMapper.QueryAsync<RootKeyRow>(
                connection, "select id as Id, kind as Kind, epoch as Epoch, generation as Generation, wrapped as Wrapped from root_key")).ToDictionary(row => row.Id),
            default);

    Task<ConversationSecret> OpenConversationAsync(Guid conversation) =>
        Vault.Product.Database.ReadAsync(connection => ConversationSecret.OpenAsync(connection, Chain, conversation), default);

    async Task AssertRefusedAsync() =>
        Assert.Equal("keys.unavailable", (await Assert.ThrowsAsync<VaultException>(() => Product.OpenAsync(Vault.Settings, Vault.Time, default))).Code);

    static void AssertRefused(Func<RootKey> open) => Assert.Equal("keys.unavailable", Assert.Throws<VaultException>(open).Code);

    static Func<System.Data.Common.DbConnection, Task<bool>> Done(Func<System.Data.Common.DbConnection, Task> act) => async connection =>
    {
        await act(connection);
        return true;
    };
}

public sealed class KeyChainTests_on_sqlite() : KeyChainTests(Store.Sqlite);

public sealed class KeyChainTests_on_postgres() : KeyChainTests(Store.Postgres);
