using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Kluis.Web;

/// <summary>Where the next page starts, sealed: a caller can hand it back but neither read nor make one.</summary>
sealed class Cursors(IDataProtectionProvider protection)
{
    readonly IDataProtector protector = protection.CreateProtector("cursor");

    public string Seal(long startedAt, string id) => Base64Url.EncodeToString(protector.Protect(Encoding.ASCII.GetBytes($"{startedAt} {id}")));

    /// <summary>Cuts what was fetched to a page: one more than its size is fetched, to know whether another page follows.</summary>
    public (IReadOnlyList<T> Page, string? Next) Cut<T>(IReadOnlyList<T> fetched, int size, Func<T, (long At, string Id)> placeOf)
    {
        if (fetched.Count <= size)
            return (fetched, null);
        var (at, id) = placeOf(fetched[size - 1]);
        return ([.. fetched.Take(size)], Seal(at, id));
    }

    /// <returns>Null for anything that was not sealed here.</returns>
    public (long StartedAt, string Id)? Open(string text)
    {
        try
        {
            var parts = Encoding.ASCII.GetString(protector.Unprotect(Base64Url.DecodeFromChars(text))).Split(' ');
            return (long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1]);
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
