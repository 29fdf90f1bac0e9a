using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Kluis.Accounts;

/// <summary>Codes of six digits that change every half minute (RFC 6238, with HMAC-SHA-1 as every app has it).</summary>
static class Totp
{
    public const int Digits = 6;
    public const int SecretLength = 20;
    const int Period = 30;

    // A clock may be half a minute off either way (RFC 6238 §5.2).
    const int Drift = 1;

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretLength);

    public static long StepAt(long unixMilliseconds) => unixMilliseconds / 1000 / Period;

    /// <summary>The code of a time step (RFC 4226 §5.3).</summary>
    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // What the apps speak; as a keyed hash SHA-1 is not broken.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xf)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is, if it is newer than the last one taken; null otherwise.</summary>
    public static long? Check(ReadOnlySpan<byte> secret, string code, long now, long? lastStep)
    {
        var typed = string.Concat(code.Where(char.IsAsciiDigit));
        if (typed.Length != Digits)
            return null;
        var current = StepAt(now);
        for (var step = current - Drift; step <= current + Drift; step++)
        {
            if (step > (lastStep ?? -1) && CryptographicOperations.FixedTimeEquals(AsciiOf(typed), AsciiOf(Code(secret, step))))
                return step;
        }
        return null;
    }

    /// <summary>What the picture for the app says (the key URI format that all apps read).</summary>
    public static string Uri(byte[] secret, string account, string issuer) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(account)}?secret={Base32(secret)}&issuer={System.Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits={Digits}&period={Period}";

    /// <summary>RFC 4648 §6, without padding.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = new char[((bytes.Length * 8) + 4) / 5];
        for (var i = 0; i < text.Length; i++)
        {
            var bit = i * 5;
            var pair = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[(bit / 8) + 1] : 0);
            text[i] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
        }
        return new string(text);
    }

    static byte[] AsciiOf(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}
