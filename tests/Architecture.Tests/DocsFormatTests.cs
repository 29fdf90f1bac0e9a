using System.Diagnostics;
using Kluis.AuditLog;
using Kluis.Vault;

namespace Architecture.Tests;

/// <summary>The two readers in docs/formats.md are no decoration: they are taken out of the document and run.</summary>
public sealed class DocsFormatTests
{
    static readonly string[] readers = [.. DocsText.Blocks(Repository.Read("docs/formats.md").Text, "python")];

    [Fact]
    public void A_reader_has_twenty_lines_at_most() => Assert.All(readers, reader =>
        Assert.InRange(reader.Split('\n').Count(line => line.Trim().Length > 0), 5, 20));

    [Theory]
    [InlineData(0)]
    [InlineData(16_384)]
    [InlineData(50_000)]
    public async Task The_reader_of_objects_opens_what_the_vault_sealed(int length)
    {
        await RequirePythonAsync();
        var plain = Enumerable.Range(0, length).Select(i => (byte)(i * 31 % 256)).ToArray();
        var (code, output, errors) = await OpenAsync(await SealAsync(plain));

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(plain, output);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(70)]
    [InlineData(300)]
    [InlineData(-1)]
    public async Task The_reader_of_objects_refuses_a_changed_or_shortened_object(int at)
    {
        await RequirePythonAsync();
        var bytes = await SealAsync(new byte[1000]);
        if (at < 0)
            bytes = bytes[..^1];
        else
            bytes[at] ^= 1;
        var (code, output, _) = await OpenAsync(bytes);

        Assert.NotEqual(0, code);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public async Task The_reader_of_logs_says_yes_to_a_log_and_no_to_a_changed_one(int entries)
    {
        await RequirePythonAsync();
        var folder = Directory.CreateTempSubdirectory("kluis-docs-");
        try
        {
            using var signer = LogSigner.Generate("docs.example/audit");
            await PublishAsync(folder.FullName, signer, entries);
            Assert.Equal(0, (await CheckAsync(folder.FullName, signer.VerifierKey)).Code);

            var bundle = Directory.EnumerateFiles(Path.Combine(folder.FullName, "tile", "entries"), "*", SearchOption.AllDirectories).First();
            var bytes = File.ReadAllBytes(bundle);
            bytes[10] ^= 1;
            File.WriteAllBytes(bundle, bytes);
            Assert.NotEqual(0, (await CheckAsync(folder.FullName, signer.VerifierKey)).Code);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_reader_of_logs_says_no_to_another_key()
    {
        await RequirePythonAsync();
        var folder = Directory.CreateTempSubdirectory("kluis-docs-");
        try
        {
            using var signer = LogSigner.Generate("docs.example/audit");
            using var other = LogSigner.Generate("docs.example/audit");
            await PublishAsync(folder.FullName, signer, 3);
            Assert.NotEqual(0, (await CheckAsync(folder.FullName, other.VerifierKey)).Code);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static readonly byte[] secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    static readonly byte[] context = [.. Enumerable.Range(7, 33).Select(i => (byte)i)];

    static async Task<byte[]> SealAsync(byte[] plain)
    {
        using var key = new ObjectKey(VaultId.New(), VaultId.New(), secret);
        var to = new MemoryStream();
        await SealedObject.WriteAsync(new MemoryStream(plain), to, key, context, TestContext.Current.CancellationToken);
        return to.ToArray();
    }

    static Task<(int Code, byte[] Output, string Errors)> OpenAsync(byte[] bytes) => DocsProcess.RunAsync(
        new ProcessStartInfo("python3", ["-c", readers[0], Convert.ToHexStringLower(secret), Convert.ToHexStringLower(context)]), bytes);

    static async Task PublishAsync(string path, LogSigner signer, int entries)
    {
        var leaves = Enumerable.Range(0, entries)
            .Select(n => LeafWriter.Write(new Leaf { Act = "conversation.viewed", At = 1_795_293_915_318 + n, Id = $"{n:x6}" })).ToList();
        var tree = new TreeBuilder();
        leaves.ForEach(leaf => tree.Append(leaf));
        var folder = new TileFolder(path);
        await folder.AppendAsync(entries, from => leaves.Skip((int)from).ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        folder.PublishCheckpoint(new Checkpoint(signer.VerifierKey.Name, tree.Size, tree.Root()).Sign(signer));
    }

    static Task<(int Code, byte[] Output, string Errors)> CheckAsync(string folder, VerifierKey key) =>
        DocsProcess.RunAsync(new ProcessStartInfo("python3", ["-c", readers[1], folder, key.ToString()]), []);

    static Task RequirePythonAsync() => DocsProcess.RequireAsync("python3", "-c", "import cryptography");
}
