using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>
/// Random bytes for many small keys, salts and nonces. The system's generator takes as long for 12 bytes as for 500, so each
/// thread fetches a page of them at once; what is handed out is wiped from the page.
/// </summary>
public static class RandomSupply
{
    const int PageSize = 4096;

    [ThreadStatic]
    static byte[]? page;

    [ThreadStatic]
    static int left;

    /// <summary>Fills <paramref name="target"/>, of any length, from the system's cryptographic generator.</summary>
    public static void Fill(Span<byte> target)
    {
        if (target.Length > PageSize / 4)
        {
            RandomNumberGenerator.Fill(target);
            return;
        }
        if (target.Length > left)
            Fetch();
        var taken = page.AsSpan(left - target.Length, target.Length);
        taken.CopyTo(target);
        CryptographicOperations.ZeroMemory(taken);
        left -= target.Length;
    }

    /// <summary>A new array of random bytes.</summary>
    public static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    // Pinned: a collection that moves the page would leave a copy of it behind.
    static void Fetch()
    {
        page ??= GC.AllocateUninitializedArray<byte>(PageSize, pinned: true);
        RandomNumberGenerator.Fill(page);
        left = PageSize;
    }
}
