using System.Security.Cryptography;
using Kluis.Storage;

namespace Kluis.Intake;

/// <summary>
/// The private keys under which others encrypt vCons for this organisation: PEM, one after another in one file, the newest first.
/// Read when one is needed, so that a new file counts at once and no key stays in memory.
/// </summary>
sealed class VconKeys(string? path)
{
    public bool AreSet => path is not null;

    /// <summary>Lets <paramref name="use"/> try the keys.</summary>
    /// <exception cref="FaultException">The file is away, or holds no key: whoever sends tries again later.</exception>
    public byte[]? Use(Func<IEnumerable<RSA>, byte[]?> use)
    {
        if (path is null)
            return null;
        var keys = new List<RSA>();
        try
        {
            Read(File.ReadAllText(path), keys);
            return keys.Count > 0 ? use(keys) : throw Unavailable(null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            throw Unavailable(fault);
        }
        finally
        {
            keys.ForEach(key => key.Dispose());
        }
    }

    /// <summary>How many keys there are; for the doctor.</summary>
    /// <exception cref="FaultException">As <see cref="Use"/>.</exception>
    public int Count()
    {
        var count = 0;
        Use(keys =>
        {
            count = keys.Count();
            return null;
        });
        return count;
    }

    static void Read(string text, List<RSA> keys)
    {
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            var key = RSA.Create();
            keys.Add(key);
            key.ImportFromPem(rest[found.Location]);
        }
    }

    static FaultException Unavailable(Exception? fault) => new("keys.unavailable", "KLUIS_VCON_KEYS names a file that holds no RSA key in PEM, or that cannot be read.", fault);
}
