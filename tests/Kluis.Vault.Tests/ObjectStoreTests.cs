namespace Kluis.Vault.Tests;

public sealed class ObjectStoreTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly FileObjectStore store;

    public ObjectStoreTests() => store = new(folder["objects"]);

    [Fact]
    public async Task A_committed_object_reads_back_from_its_sharded_private_file()
    {
        var id = await PutAsync([1, 2, 3]);

        await using var stream = await store.OpenAsync(id, default);
        var bytes = new byte[3];
        await stream.ReadExactlyAsync(bytes);

        Assert.Equal([1, 2, 3], bytes);
        Assert.True(stream.CanSeek);
        var path = PathOf(id);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(path)!));
    }

    // The long one is handed to the disk in pieces while it is written.
    [Theory, InlineData(600_000), InlineData(20_000_000)]
    public async Task A_sealed_object_makes_the_whole_way(int length)
    {
        var id = VaultId.New();
        using var key = ObjectKey.New(id, VaultId.New());
        await using (var writer = await store.CreateAsync(id, default))
        {
            var source = new MemoryStream(Samples.Plain(length));
            await SealedObject.WriteAsync(source, writer.Stream, key, Samples.Context, default);
            await writer.CommitAsync(default);
        }

        var stored = await store.OpenAsync(id, default);
        await using var stream = await SealedObject.OpenAsync(stored, key, Samples.Context, default);
        var plain = new MemoryStream();
        await stream.CopyToAsync(plain);
        Assert.Equal(Samples.Plain(length), plain.ToArray());
    }

    [Fact]
    public async Task A_writer_without_commit_leaves_nothing()
    {
        var id = VaultId.New();
        await using (var writer = await store.CreateAsync(id, default))
            await writer.Stream.WriteAsync(new byte[] { 1 });

        Assert.Equal("object.missing", await Samples.FaultAsync(() => store.OpenAsync(id, default)));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_crashed_writer_leaves_only_a_part_that_no_reader_sees_and_a_sweep_can_delete()
    {
        var id = VaultId.New();
        // Never disposed: what a killed process leaves.
        var writer = await store.CreateAsync(id, default);
        await writer.Stream.WriteAsync(new byte[] { 1, 2 });

        Assert.Equal("object.missing", await Samples.FaultAsync(() => store.OpenAsync(id, default)));
        var left = Assert.Single(await ListAsync());
        Assert.Equal((id, 2, true), (left.Id, left.Size, left.Partial));
        Assert.True(await store.DeleteAsync(id, default));
        Assert.Empty(await ListAsync());
        writer.Stream.Close();
    }

    [Fact]
    public async Task An_object_never_changes()
    {
        var id = await PutAsync([1]);

        Assert.Equal("storage.unavailable", await Samples.FaultAsync(() => store.CreateAsync(id, default)));
        Assert.Equal([1], await File.ReadAllBytesAsync(PathOf(id)));
    }

    [Fact]
    public async Task Two_writers_of_one_id_cannot_replace_each_other()
    {
        var id = VaultId.New();
        await using var first = await store.CreateAsync(id, default);
        Assert.Equal("storage.unavailable", await Samples.FaultAsync(() => store.CreateAsync(id, default)));

        // Another node on the same folder was faster.
        await File.WriteAllBytesAsync(PathOf(id), [7]);
        Assert.Equal("storage.unavailable", await Samples.FaultAsync(() => first.CommitAsync(default)));
        Assert.Equal([7], await File.ReadAllBytesAsync(PathOf(id)));
    }

    [Fact]
    public async Task A_deleted_object_is_missing_and_a_second_deletion_says_so()
    {
        var id = await PutAsync([1]);

        Assert.True(await store.DeleteAsync(id, default));
        Assert.False(await store.DeleteAsync(id, default));
        Assert.Equal("object.missing", await Samples.FaultAsync(() => store.OpenAsync(id, default)));
    }

    [Fact]
    public async Task An_object_that_an_earlier_version_put_one_folder_deeper_is_read_listed_and_deleted()
    {
        var (id, part) = (VaultId.New(), VaultId.New());
        foreach (var (name, ending) in new[] { ($"{id}", ""), ($"{part}", ".part") })
        {
            var deeper = Directory.CreateDirectory(Path.Combine(folder["objects"], name[..2], name[2..4])).FullName;
            await File.WriteAllBytesAsync(Path.Combine(deeper, name + ending), [7]);
        }

        await using (var stream = await store.OpenAsync(id, default))
            Assert.Equal(7, stream.ReadByte());
        Assert.Equal("storage.unavailable", await Samples.FaultAsync(() => store.CreateAsync(id, default)));
        Assert.Equal([(id, false), (part, true)], (await ListAsync()).Select(found => (found.Id, found.Partial)).OrderBy(found => found.Partial));
        Assert.True(await store.DeleteAsync(id, default));
        Assert.True(await store.DeleteAsync(part, default));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task The_list_has_every_object_and_no_stranger()
    {
        var ids = new HashSet<VaultId>();
        for (var i = 0; i < 20; i++)
            ids.Add(await PutAsync(new byte[i]));
        await File.WriteAllTextAsync(folder["objects/readme.txt"], "not ours");

        var list = await ListAsync();

        Assert.Equal(ids, list.Select(o => o.Id).ToHashSet());
        Assert.Equal(190, list.Sum(o => o.Size));
        Assert.All(list, o => Assert.False(o.Partial));
    }

    [Fact]
    public async Task A_store_whose_folder_is_gone_is_unavailable_and_not_empty()
    {
        var id = await PutAsync([1]);
        Directory.Move(folder["objects"], folder["unmounted"]);

        Assert.Equal("storage.unavailable", await Samples.FaultAsync(() => store.OpenAsync(id, default)));
        Assert.Equal("storage.unavailable", await Samples.FaultAsync(ListAsync));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_as_unavailable()
    {
        File.WriteAllText(folder["file"], "");

        Assert.StartsWith("storage.", Samples.Fault(() => _ = new FileObjectStore(folder["file/objects"])));
    }

    public void Dispose() => folder.Dispose();

    async Task<VaultId> PutAsync(byte[] bytes)
    {
        var id = VaultId.New();
        await using var writer = await store.CreateAsync(id, default);
        await writer.Stream.WriteAsync(bytes);
        await writer.CommitAsync(default);
        return id;
    }

    async Task<List<StoredObject>> ListAsync()
    {
        var list = new List<StoredObject>();
        await foreach (var found in store.ListAsync(default))
            list.Add(found);
        return list;
    }

    string PathOf(VaultId id) => Path.Combine(folder["objects"], $"{id}"[..2], $"{id}");
}
