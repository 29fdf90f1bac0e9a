using System.Formats.Tar;
using System.Text;

namespace Kluis.AuditLog.Tests;

public sealed class LogVerifierTests
{
    const int Size = 300;

    static readonly VerifierKey Key = PublicKey();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(300)]
    [InlineData(65_536)]
    [InlineData(70_000)]
    public async Task An_untouched_export_verifies_as_folder_and_as_tar(int size)
    {
        using var export = await Samples.ExportAsync(size);
        var root = Checkpoint.Parse(Samples.Note(size), Key).Root;
        foreach (var outcome in new[] { LogVerifier.Verify(export.Path, Key), LogVerifier.VerifyTar(Tar(export), Key) })
        {
            Assert.Null(outcome.Reason);
            Assert.Equal((true, size), (outcome.Yes, outcome.Size));
            Assert.Equal(root, outcome.Root);
        }
    }

    [Fact]
    public async Task Any_change_of_any_byte_is_noticed()
    {
        using var export = await Samples.ExportAsync(Size);
        var files = export.Names().Select(name => new ExportFile(name, File.ReadAllBytes(export.At(name)))).ToArray();
        Assert.True(LogVerifier.Verify(files, Key).Yes);
        Assert.Equal(["checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"],
            files.Select(file => file.Name));
        var tried = 0;
        Parallel.ForEach(Places(files), place =>
        {
            var changed = files.ToArray();
            foreach (var flip in new byte[] { 0x01, 0x80 })
            {
                byte[] content = [.. files[place.File].Content];
                content[place.Byte] ^= flip;
                changed[place.File] = files[place.File] with { Content = content };
                Assert.False(LogVerifier.Verify(changed, Key).Yes, $"{files[place.File].Name} byte {place.Byte} flip {flip}");
                Interlocked.Increment(ref tried);
            }
        });
        Assert.Equal(2 * files.Sum(file => file.Content.Length), tried);
    }

    [Fact]
    public async Task A_change_on_disk_or_in_a_tar_is_noticed()
    {
        using var export = await Samples.ExportAsync(Size);
        foreach (var name in export.Names())
        {
            var content = await File.ReadAllBytesAsync(export.At(name), Stop);
            foreach (var at in new[] { 0, content.Length / 2, content.Length - 1 })
                await RefusedAsync(name, [.. content[..at], (byte)(content[at] ^ 1), .. content[(at + 1)..]]);
            await RefusedAsync(name, [.. content, 0]);
            await RefusedAsync(name, [.. content, (byte)'\n']);
            await RefusedAsync(name, content[..^1]);
            await RefusedAsync(name, []);
            await RefusedAsync(name, new byte[3_000_000]);
            File.Delete(export.At(name));
            Refused(name);
            await File.WriteAllBytesAsync(export.At(name), content, Stop);
        }
        Assert.True(LogVerifier.Verify(export.Path, Key).Yes);

        async Task RefusedAsync(string name, byte[] content)
        {
            await File.WriteAllBytesAsync(export.At(name), content, Stop);
            Refused(name);
        }

        void Refused(string name)
        {
            Assert.False(LogVerifier.Verify(export.Path, Key).Yes, name);
            Assert.False(LogVerifier.VerifyTar(Tar(export), Key).Yes, name);
        }
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData(".hidden")]
    [InlineData("checkpoint.new")]
    [InlineData("tile/readme")]
    [InlineData("tile/0/001")]
    [InlineData("tile/0/000.p/255")]
    [InlineData("tile/0/001.p/43")]
    [InlineData("tile/0/x000/000")]
    [InlineData("tile/1/000.p/01")]
    [InlineData("tile/2/000.p/1")]
    [InlineData("entries/000")]
    [InlineData("tile/entries/001.p/43")]
    [InlineData("tile/entries/002.p/1")]
    public async Task An_extra_file_is_noticed(string name)
    {
        using var export = await Samples.ExportAsync(Size);
        Directory.CreateDirectory(Path.GetDirectoryName(export.At(name))!);
        await File.WriteAllBytesAsync(export.At(name), name.Contains("entries", StringComparison.Ordinal) ? Entry("{\"v\":1}") : new byte[32], Stop);
        Assert.Equal("file.unknown", LogVerifier.Verify(export.Path, Key).Code);
        Assert.Equal("file.unknown", LogVerifier.VerifyTar(Tar(export), Key).Code);
    }

    [Fact]
    public async Task An_empty_folder_inside_is_noticed()
    {
        using var export = await Samples.ExportAsync(Size);
        Directory.CreateDirectory(export.At("tile/5"));
        Assert.Equal("file.unknown", LogVerifier.Verify(export.Path, Key).Code);
        Assert.Equal("file.unknown", LogVerifier.VerifyTar(Tar(export), Key).Code);
    }

    [Fact]
    public async Task Links_are_refused_even_to_the_right_content()
    {
        using var export = await Samples.ExportAsync(Size);
        using var elsewhere = new TempFolder();
        File.Move(export.At("tile/0/000"), elsewhere.At("000"));
        File.CreateSymbolicLink(export.At("tile/0/000"), elsewhere.At("000"));
        Assert.Equal("file.link", LogVerifier.Verify(export.Path, Key).Code);
        Assert.Equal("file.link", LogVerifier.VerifyTar(Tar(export), Key).Code);
        File.Delete(export.At("tile/0/000"));
        File.Move(elsewhere.At("000"), export.At("tile/0/000"));
        Directory.Move(export.At("tile"), elsewhere.At("tile"));
        Directory.CreateSymbolicLink(export.At("tile"), elsewhere.At("tile"));
        Assert.Equal("file.link", LogVerifier.Verify(export.Path, Key).Code);
    }

    [Fact]
    public void A_folder_without_a_log_is_refused_and_no_folder_is_a_fault()
    {
        using var empty = new TempFolder();
        Assert.Equal("file.missing", LogVerifier.Verify(empty.Path, Key).Code);
        Assert.Throws<DirectoryNotFoundException>(() => LogVerifier.Verify(empty.At("none"), Key));
    }

    [Theory]
    [InlineData("""{ "v":1}""")]
    [InlineData("""{"v":1,"a":1}""")]
    [InlineData("""{"v":1.0}""")]
    [InlineData("""{"why":"\u0041"}""")]
    [InlineData("not json")]
    public async Task A_signed_leaf_that_is_not_canonical_is_refused(string leaf)
    {
        using var temp = new TempFolder();
        var folder = new TileFolder(temp.Path);
        byte[][] leaves = [Samples.Leaf(0), Encoding.UTF8.GetBytes(leaf)];
        await folder.AppendAsync(2, from => leaves.Skip((int)from).ToAsyncEnumerable(), Stop);
        folder.PublishCheckpoint(Samples.Note(leaves));
        Assert.Equal("leaf.malformed", LogVerifier.Verify(temp.Path, Key).Code);
    }

    [Fact]
    public async Task A_rewritten_log_with_new_tiles_needs_the_key_of_the_log()
    {
        using var temp = new TempFolder();
        var folder = new TileFolder(temp.Path);
        var leaves = Samples.Leaves(Size).Where((_, n) => n != 17).ToArray();
        await folder.AppendAsync(leaves.Length, from => leaves.Skip((int)from).ToAsyncEnumerable(), Stop);
        using var thief = LogSigner.Generate(Samples.Origin);
        var root = Proofs.Root(leaves.Length, folder.HashesAt(leaves.Length));
        folder.PublishCheckpoint(new Checkpoint(Samples.Origin, leaves.Length, root).Sign(thief));
        Assert.True(LogVerifier.Verify(temp.Path, thief.VerifierKey).Yes);
        Assert.Equal("note.unknown-signature", LogVerifier.Verify(temp.Path, Key).Code);
    }

    [Fact]
    public async Task A_tar_with_anything_twice_cut_off_or_after_its_end_is_refused()
    {
        using var export = await Samples.ExportAsync(3);
        var tar = Tar(export).ToArray();
        Assert.Equal("tar.malformed", LogVerifier.VerifyTar(new MemoryStream([.. tar, 1]), Key).Code);
        Assert.True(LogVerifier.VerifyTar(new MemoryStream([.. tar, 0]), Key).Yes);
        for (var length = 0; length < tar.Length - 10_240; length += 97)
            Assert.False(LogVerifier.VerifyTar(new MemoryStream(tar[..length]), Key).Yes);
        using var twice = new MemoryStream();
        using (var writer = new TarWriter(twice, leaveOpen: true))
            for (var n = 0; n < 2; n++)
                await writer.WriteEntryAsync(export.At("checkpoint"), "checkpoint", Stop);
        twice.Position = 0;
        Assert.Equal("file.twice", LogVerifier.VerifyTar(twice, Key).Code);
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public async Task Every_kind_of_tar_is_read(TarEntryFormat format)
    {
        using var export = await Samples.ExportAsync(Size);
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, format, leaveOpen: true))
            foreach (var name in export.Names().AsEnumerable().Reverse())
                await writer.WriteEntryAsync(export.At(name), "./" + name, Stop);
        tar.Position = 0;
        Assert.Null(LogVerifier.VerifyTar(tar, Key).Reason);
    }

    static IEnumerable<(int File, int Byte)> Places(ExportFile[] files) =>
        from file in Enumerable.Range(0, files.Length)
        from position in Enumerable.Range(0, files[file].Content.Length)
        select (file, position);

    static byte[] Entry(string leaf) => [0, (byte)leaf.Length, .. Encoding.ASCII.GetBytes(leaf)];

    static MemoryStream Tar(TempFolder folder)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true)) // TarFile would leave out hidden files
            foreach (var item in Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories))
                writer.WriteEntry(item, Path.GetRelativePath(folder.Path, item));
        tar.Position = 0;
        return tar;
    }

    static VerifierKey PublicKey()
    {
        using var signer = Samples.Signer();
        return signer.VerifierKey;
    }
}
