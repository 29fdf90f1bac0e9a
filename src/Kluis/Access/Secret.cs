using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Kluis.Access;

/// <summary>
/// A secret that is shown once and kept as its hash. With 256 random bits a plain SHA-256 is enough: there is nothing to guess.
/// </summary>
static class Secret
{
    public static string New(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
