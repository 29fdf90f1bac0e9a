using System.Security.Cryptography;
using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Vault;

namespace Kluis.Bench;

/// <summary>How fast content is sealed, beside what only encrypts and what only writes; and how soon a range can be heard.</summary>
sealed class VaultBench(Place place, bool quick)
{
    const string Group = "vault";
    const double Megabyte = 1e6;

    static readonly TimeSpan warmUp = TimeSpan.FromSeconds(3);

    readonly int rounds = quick ? 3 : 9;
    readonly byte[] content = RandomNumberGenerator.GetBytes((quick ? 64 : 256) << 20);

    public async Task<IReadOnlyList<Line>> RunAsync() =>
        [.. await MemoryAsync(), .. await DiskAsync(), await RangeAsync()];

    async Task<IReadOnlyList<Line>> MemoryAsync()
    {
        var lines = new List<Line>();
        // Not counted: what is compiled anew while it runs often, which takes longer than one round here.
        for (var start = Timed.Now; Timed.Since(start) < warmUp;)
            await SealToNothingAsync(digest: true);
        if (Tool.IsInstalled("age"))
        {
            var age = await AgePeer.MakeAsync(place, content);
            var beside = await Timed.PairAsync(rounds, () => SealToNothingAsync(digest: false), age.RateAsync);
            lines.Add(Line.Ratio(Group, "seal in memory, beside age", Figures(beside, "age"), beside.Ratio, 2));
        }
        var openssl = await Timed.PairAsync(rounds, () => SealToNothingAsync(digest: false), OpensslRateAsync);
        lines.Add(Line.Ratio(Group, "seal in memory, beside openssl AES-256-GCM", Figures(openssl, "openssl"), openssl.Ratio, 0.6));
        var digest = await Timed.PairAsync(rounds, () => SealToNothingAsync(digest: true), () => SealToNothingAsync(digest: false));
        lines.Add(Line.Told(Group, "seal in memory with digest", $"{digest.Ours:N0} MB/s"));
        return lines;
    }

    async Task<IReadOnlyList<Line>> DiskAsync()
    {
        var store = new FileObjectStore(place.Fresh("objects"));
        var plain = await Timed.PairAsync(rounds, () => SealToDiskAsync(store, digest: false), PlainToDiskAsync);
        var digest = await Timed.PairAsync(rounds, () => SealToDiskAsync(store, digest: true), PlainToDiskAsync);
        return
        [
            Line.Ratio(Group, "seal to disk, beside a plain write with fsync", Figures(plain, "plain"), plain.Ratio, 0.7),
            Line.Told(Group, "seal to disk with digest", $"{Figures(digest, "plain")}, {digest.Ratio:0.00} ×"),
        ];
    }

    static string Figures(Pair pair, string peer) => $"{pair.Ours:N0} MB/s; {peer} {pair.Theirs:N0} MB/s";

    double Rate(double seconds) => content.Length / seconds / Megabyte;

    async Task<double> SealToNothingAsync(bool digest) => Rate(await Timed.SecondsAsync(async () =>
    {
        using var key = ObjectKey.New(VaultId.New(), VaultId.New());
        using var plain = new MemoryStream(content, writable: false);
        await SealedObject.WriteAsync(plain, Stream.Null, key, default, digest, default);
    }));

    async Task<double> SealToDiskAsync(FileObjectStore store, bool digest)
    {
        using var key = ObjectKey.New(VaultId.New(), VaultId.New());
        var rate = Rate(await Timed.SecondsAsync(async () =>
        {
            using var plain = new MemoryStream(content, writable: false);
            await using var writer = await store.CreateAsync(key.ObjectId, default);
            await SealedObject.WriteAsync(plain, writer.Stream, key, default, digest, default);
            await writer.CommitAsync(default);
        }));
        await store.DeleteAsync(key.ObjectId, default);
        return rate;
    }

    async Task<double> PlainToDiskAsync()
    {
        const int Piece = 256 * 1024;
        var path = place.Fresh("plain");
        var rate = Rate(await Timed.SecondsAsync(async () =>
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            for (var at = 0; at < content.Length; at += Piece)
                await file.WriteAsync(content.AsMemory(at, Piece));
            file.Flush(flushToDisk: true);
        }));
        File.Delete(path);
        return rate;
    }

    // The last line is "AES-256-GCM  3811000.32k": thousands of bytes a second.
    static async Task<double> OpensslRateAsync()
    {
        var output = await Tool.RunAsync("exec openssl speed -elapsed -seconds 2 -bytes 16384 -evp aes-256-gcm");
        return double.Parse(output.Trim().Split(' ')[^1].TrimEnd('k')) * 1000 / Megabyte;
    }

    // As a player asks for it: the key unwrapped, the object opened and its end verified, 4 KiB read at some place.
    async Task<Line> RangeAsync()
    {
        var length = (quick ? 128L : 1024L) << 20;
        var vault = new ObjectVault(new FileObjectStore(place.Fresh("objects")), new Installation(Guid.AllBitsSet, "bench", "NL"));
        using var secret = ConversationSecret.New(Guid.AllBitsSet);
        var sealedObject = await vault.SealAsync(new RepeatedStream(content, length), secret, ObjectKind.Recording, default);
        var tails = new List<double>();
        var middles = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var times = new double[1000];
            for (var i = 0; i < times.Length; i++)
                times[i] = await ReadRangeAsync(vault, sealedObject.Row, secret, RandomNumberGenerator.GetInt32((int)(length - 4096))) * 1000;
            tails.Add(Timed.Quantile(times, 0.99));
            middles.Add(Timed.Median(times));
        }
        var tail = Timed.Median(tails);
        return Line.AtMost(Group, $"4 KiB somewhere in an object of {length >> 20} MiB", $"median {Timed.Median(middles):0.00} ms, p99 {tail:0.00} ms", tail, 1, "ms");
    }

    static Task<double> ReadRangeAsync(ObjectVault vault, ObjectKeyRow row, ConversationSecret secret, long at) => Timed.SecondsAsync(async () =>
    {
        await using var stream = await vault.OpenAsync(row, secret, default);
        stream.Position = at;
        await stream.ReadExactlyAsync(new byte[4096]);
    });
}
