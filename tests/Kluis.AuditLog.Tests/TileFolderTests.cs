namespace Kluis.AuditLog.Tests;

public sealed class TileFolderTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_of_70000_entries_has_the_tiles_of_the_specification()
    {
        using var export = await Samples.ExportAsync(70_000);
        var names = export.Names();
        Assert.Equal(273, names.Count(name => name.StartsWith("tile/0/", StringComparison.Ordinal) && !name.Contains(".p/", StringComparison.Ordinal)));
        Assert.Equal(
            ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"],
            names.Where(name => name.Contains(".p/", StringComparison.Ordinal) || name.StartsWith("tile/1/", StringComparison.Ordinal)));
        Assert.Equal(1 + 273 + 1 + 2 + 1 + 274, names.Count);
    }

    [Theory]
    [InlineData(0, "tile/entries/000")]
    [InlineData(999, "tile/entries/999")]
    [InlineData(1_000, "tile/entries/x001/000")]
    [InlineData(1_234_067, "tile/entries/x001/x234/067")]
    public void Large_numbers_become_folders(long n, string name) => Assert.Equal(name, TileName.Entries(n, 256));

    [Fact]
    public async Task A_bundle_is_lengths_and_leaves()
    {
        using var export = await Samples.ExportAsync(2);
        var (first, second) = (Samples.Leaf(0), Samples.Leaf(1));
        byte[] bundle = [0, (byte)first.Length, .. first, 0, (byte)second.Length, .. second];
        byte[] tile = [.. TreeBuilder.LeafHash(first), .. TreeBuilder.LeafHash(second)];
        Assert.Equal(bundle, await File.ReadAllBytesAsync(export.At("tile/entries/000.p/2"), Stop));
        Assert.Equal(tile, await File.ReadAllBytesAsync(export.At("tile/0/000.p/2"), Stop));
    }

    [Fact]
    public async Task Growing_step_by_step_gives_the_same_folder_as_one_export()
    {
        var random = new Random(11);
        using var grown = new TempFolder();
        var folder = new TileFolder(grown.Path);
        for (var size = 0; size < 1400; size += random.Next(0, 120))
        {
            if (random.Next(3) == 0)
                folder = new TileFolder(grown.Path);
            await Samples.PublishAsync(folder, size);
            using var export = await Samples.ExportAsync(size);
            Assert.Equal(export.Snapshot(), grown.Snapshot());
        }
    }

    [Fact]
    public async Task Growing_over_the_edge_of_a_higher_level_after_a_start_gives_the_same_folder()
    {
        using var grown = new TempFolder();
        foreach (var size in new[] { 65_300, 82_000, 132_000 })
            await Samples.PublishAsync(new TileFolder(grown.Path), size);
        using var export = await Samples.ExportAsync(132_000);
        Assert.Equal(export.Snapshot(), grown.Snapshot());
    }

    [Fact]
    public async Task Only_the_leaves_that_are_needed_are_asked_for()
    {
        using var temp = new TempFolder();
        var folder = new TileFolder(temp.Path);
        var asked = new List<long>();
        foreach (var size in new[] { 300, 301, 600, 600 })
            await folder.AppendAsync(size, from => { asked.Add(from); return Samples.Leaves(9999, from).ToAsyncEnumerable(); }, Stop);
        Assert.Equal([0, 256, 256, 512], asked);
    }

    [Fact]
    public async Task Whatever_a_crash_or_a_hand_took_away_is_written_again_after_a_start()
    {
        using var whole = await Samples.ExportAsync(70_000);
        var expected = whole.Snapshot();
        string[] victims = ["checkpoint", "tile/0/000", "tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17",
            "tile/2/000.p/1", "tile/entries/000", "tile/entries/100", "tile/entries/272", "tile/entries/273.p/112"];
        foreach (var victim in victims)
        {
            File.Delete(whole.At(victim));
            await Samples.PublishAsync(new TileFolder(whole.Path), 70_000);
            Assert.Equal(expected, whole.Snapshot());
        }
        foreach (var victim in victims)
        {
            await File.WriteAllBytesAsync(whole.At(victim), [], Stop);
            await Samples.PublishAsync(new TileFolder(whole.Path), 70_000);
            Assert.Equal(expected, whole.Snapshot());
        }
        Directory.Delete(whole.At("tile"), true);
        await Samples.PublishAsync(new TileFolder(whole.Path), 70_000);
        Assert.Equal(expected, whole.Snapshot());
    }

    [Fact]
    public async Task Leftovers_of_a_crash_are_cleared()
    {
        using var export = await Samples.ExportAsync(300);
        var expected = export.Snapshot();
        foreach (var leftover in new[] { "checkpoint.new", "tile/0/001.p/44.new", "tile/0/001.p/43", "tile/entries/001.p/300" })
            await File.WriteAllBytesAsync(export.At(leftover), [1], Stop);
        Directory.CreateDirectory(export.At("tile/1/003.p"));
        var folder = new TileFolder(export.Path);
        await Samples.PublishAsync(folder, 300);
        File.Delete(export.At("checkpoint"));
        await Samples.PublishAsync(folder, 300);
        Assert.Equal(expected, export.Snapshot());
        Assert.False(Directory.Exists(export.At("tile/1/003.p")));
    }

    [Fact]
    public async Task A_failure_in_the_middle_is_made_good_by_the_next_call()
    {
        using var temp = new TempFolder();
        var folder = new TileFolder(temp.Path);
        await Samples.PublishAsync(folder, 100);
        await Assert.ThrowsAsync<InvalidOperationException>(() => folder.AppendAsync(1000, Failing, Stop));
        Assert.True(LogVerifier.Verify(temp.Path, Key()) is { Yes: false, Code: "file.unknown" });
        await Samples.PublishAsync(folder, 1000);
        using var export = await Samples.ExportAsync(1000);
        Assert.Equal(export.Snapshot(), temp.Snapshot());

        static async IAsyncEnumerable<byte[]> Failing(long from)
        {
            foreach (var leaf in Samples.Leaves(700, from))
                yield return leaf;
            await Task.Yield();
            throw new InvalidOperationException("the database went away");
        }
    }

    [Fact]
    public async Task A_table_that_is_shorter_than_the_checkpoint_or_the_folder_is_refused()
    {
        using var temp = await Samples.ExportAsync(300);
        var expected = temp.Snapshot();
        var folder = new TileFolder(temp.Path);
        Assert.Equal("log.short", (await RefusalAsync(310, 305)).Code);
        Assert.Equal("log.ahead", (await RefusalAsync(299, 299)).Code);
        Assert.Equal("log.ahead", (await RefusalAsync(200, 200)).Code);
        Assert.Equal(expected, temp.Snapshot());

        Task<LogException> RefusalAsync(long size, long leaves) => Assert.ThrowsAsync<LogException>(
            () => folder.AppendAsync(size, from => Samples.Leaves(leaves, from).ToAsyncEnumerable(), Stop));
    }

    [Fact]
    public async Task A_checkpoint_is_published_over_its_own_tiles_only_and_never_back()
    {
        using var temp = await Samples.ExportAsync(300);
        var folder = new TileFolder(temp.Path);
        using var signer = Samples.Signer();
        var forged = new Checkpoint(Samples.Origin, 300, new byte[32]).Sign(signer);
        Assert.Equal("checkpoint.root", Refusal(forged));
        Assert.Equal("checkpoint.older", Refusal(Samples.Note(256)));
        Assert.Equal("tile.missing", Refusal(Samples.Note(301)));
        Assert.Equal("note.malformed", Refusal("nonsense"));
        Assert.True(LogVerifier.Verify(temp.Path, signer.VerifierKey).Yes);

        string Refusal(string note) => Assert.Throws<LogException>(() => folder.PublishCheckpoint(note)).Code;
    }

    [Fact]
    public async Task A_leaf_that_no_reader_would_take_is_not_written()
    {
        using var temp = new TempFolder();
        foreach (var length in new[] { 0, 8193 })
            Assert.Equal("leaf.too-long", (await Assert.ThrowsAsync<LogException>(
                () => new TileFolder(temp.Path).AppendAsync(1, _ => new[] { new byte[length] }.ToAsyncEnumerable(), Stop))).Code);
        Assert.Empty(temp.Names());
    }

    [Fact]
    public async Task Proofs_are_made_from_the_tiles()
    {
        const int Size = 70_000;
        using var export = await Samples.ExportAsync(Size);
        var hashes = new TileFolder(export.Path).HashesAt(Size);
        var root = Checkpoint.Parse(Samples.Note(Size), Key()).Root;
        Assert.Equal(root, Proofs.Root(Size, hashes));
        foreach (var index in new[] { 0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999 })
        {
            var leaf = TreeBuilder.LeafHash(Samples.Leaf(index));
            Assert.True(Proofs.VerifyInclusion(leaf, index, Size, root, Proofs.Inclusion(index, Size, hashes)));
        }
        foreach (var older in new[] { 1, 300, 65_536, 65_537, 69_999 })
        {
            var old = Checkpoint.Parse(Samples.Note(older), Key()).Root;
            Assert.True(Proofs.VerifyConsistency(older, old, Size, root, Proofs.Consistency(older, Size, hashes)));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => hashes.Hash(4, 4375));
    }

    static VerifierKey Key()
    {
        using var signer = Samples.Signer();
        return signer.VerifierKey;
    }
}
