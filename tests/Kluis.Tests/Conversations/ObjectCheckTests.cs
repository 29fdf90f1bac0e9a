using Kluis.Access;
using Kluis.Conversations;
using Kluis.Intake;

namespace Kluis.Tests.Conversations;

/// <summary>What is stored is held against the inventory, both ways.</summary>
public abstract class ObjectCheckTests(Store store) : VaultTests(store)
{
    readonly List<string> faults = [];

    [Fact]
    public async Task A_vault_in_order_is_in_order()
    {
        Assert.True((await CheckObjectsAsync()).Yes);
        var bytes = await FillAsync(3);
        Assert.Equal(new CheckedObjects(6, bytes, 0, 0, 0), await CheckObjectsAsync());
        Assert.Empty(faults);
    }

    [Fact]
    public async Task A_vault_of_many_objects_is_read_to_its_last()
    {
        await FillAsync(30);
        var last = await Vault.ScalarAsync<string>("select object_id from object_key where body is null order by object_id desc limit 1");
        File.Delete(PathOf(last));
        var seen = await CheckObjectsAsync();
        Assert.Equal((60, 1, 0, 0), (seen.Count, seen.Missing, seen.Damaged, seen.Extra));
        Assert.Equal([$"Missing {last}"], faults);
    }

    [Fact]
    public async Task What_is_missing_damaged_and_extra_is_named()
    {
        await FillAsync(4);
        var files = await IdsAsync("select object_id from object_key where body is null order by object_id");
        var rows = await IdsAsync("select object_id from object_key where body is not null order by object_id");
        var extra = new string('a', 32);
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(extra))!);
        File.Copy(PathOf(files[3]), PathOf(extra));
        // A writing that runs is no fault.
        File.Copy(PathOf(files[3]), PathOf(extra)[..^1] + "b.part");
        File.Delete(PathOf(files[0]));
        Flip(PathOf(files[1]));
        File.WriteAllBytes(PathOf(files[2]), File.ReadAllBytes(PathOf(files[3])));
        await Vault.TamperAsync("update object_key set body = @body where object_id = @id", new { body = new byte[5000], id = rows[0] });
        await Vault.TamperAsync("delete from conversation_key where conversation_id = (select conversation_id from object_key where object_id = @id)", new { id = rows[1] });
        await Vault.TamperAsync("delete from object_key where object_id = @id", new { id = rows[2] });
        var seen = await CheckObjectsAsync();
        Assert.Equal((7, 2, 4, 1), (seen.Count, seen.Missing, seen.Damaged, seen.Extra));
        Assert.False(seen.Yes);
        Assert.Equal(
            new[] { $"Missing {files[0]}", $"Damaged {files[1]}", $"Damaged {files[2]}", $"Damaged {rows[0]}", $"Damaged {rows[1]}", $"Missing {rows[2]}", $"Extra {extra}" }.Order(StringComparer.Ordinal),
            faults.Order(StringComparer.Ordinal));
    }

    // Each a large one, which is a file, and a small one, which lives in its row.
    async Task<long> FillAsync(int pairs)
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        long bytes = 0;
        for (var i = 0; i < pairs; i++)
        {
            foreach (var seconds in new[] { 5, 0.2 })
            {
                var sound = Sounds.Wav(seconds, i);
                bytes += sound.Length;
                await telephony.StoreAsync(Told.Call(activity), sound);
            }
        }
        return bytes;
    }

    Task<CheckedObjects> CheckObjectsAsync()
    {
        var store = Vault.Get<ConversationStore>();
        var check = new ObjectCheck(store, Vault.Product.Objects, Vault.Get<ObjectVault>(), new ObjectSecrets(Vault.Product.Database, Vault.Product.Chain).OpenAsync);
        return check.RunAsync((fault, id) => faults.Add($"{fault} {id}"), _ => { }, default);
    }

    Task<List<string>> IdsAsync(string sql) =>
        Vault.Product.Database.ReadAsync(async connection => Dapper.SqlMapper.AsList(await Dapper.SqlMapper.QueryAsync<string>(connection, sql)), default);

    string PathOf(string id) => Path.Combine(Vault.Settings.Objects, id[..2], id);

    static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}

public sealed class ObjectCheckTests_on_sqlite() : ObjectCheckTests(Store.Sqlite);

public sealed class ObjectCheckTests_on_postgres() : ObjectCheckTests(Store.Postgres);
