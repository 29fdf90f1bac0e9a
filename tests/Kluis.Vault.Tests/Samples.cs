using System.Security.Cryptography;

namespace Kluis.Vault.Tests;

/// <summary>Keys, plaintext and short ways that several tests use.</summary>
static class Samples
{
    public static readonly byte[] Context = [.. Enumerable.Repeat((byte)7, 33)];

    public static ObjectKey Key(byte fill = 9) => new(
        VaultId.FromBytes([.. Enumerable.Range(0, 16).Select(i => (byte)i)]),
        VaultId.FromBytes([.. Enumerable.Range(16, 16).Select(i => (byte)i)]),
        [.. Enumerable.Repeat(fill, 32)]);

    public static byte[] Plain(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)(((i * 31) + (i >> 8)) & 255);
        return bytes;
    }

    public static byte[] Secret(byte fill) => [.. Enumerable.Repeat(fill, 32)];

    public static async Task<byte[]> SealAsync(byte[] plain, ObjectKey? key = null)
    {
        var target = new MemoryStream();
        await SealedObject.WriteAsync(new MemoryStream(plain), target, key ?? Key(), Context, digest: false, default);
        return target.ToArray();
    }

    public static Task<Stream> OpenAsync(byte[] bytes, ObjectKey? key = null, byte[]? context = null) =>
        SealedObject.OpenAsync(new MemoryStream(bytes, writable: false), key ?? Key(), context ?? Context, default);

    /// <summary>All plaintext of an object.</summary>
    public static async Task<byte[]> ReadAllAsync(byte[] bytes, ObjectKey? key = null, byte[]? context = null)
    {
        await using var stream = await OpenAsync(bytes, key, context);
        var plain = new MemoryStream();
        await stream.CopyToAsync(plain);
        return plain.ToArray();
    }

    /// <summary>The code of the fault; fails for any other exception and for none.</summary>
    public static async Task<string> FaultAsync(Func<Task> act) =>
        (await Assert.ThrowsAsync<VaultException>(act)).Code;

    /// <summary>As <see cref="FaultAsync"/>, for a call that does not wait.</summary>
    public static string Fault(Action act) => Assert.Throws<VaultException>(act).Code;

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
