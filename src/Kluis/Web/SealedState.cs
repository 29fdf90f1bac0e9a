using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Kluis.Web;

/// <summary>
/// What a page of several steps has to remember, sealed in a field of its form: the browser hands it back and can neither read nor
/// change it, and after a while it is worth nothing. Nothing is stored before the last step.
/// </summary>
sealed class SealedState(IDataProtectionProvider protection, TimeProvider time)
{
    sealed record Envelope<T>(T Value, long Until);

    /// <param name="purpose">What is sealed for one purpose does not open for another; with the person in it, nor for another person.</param>
    public string Seal<T>(string purpose, T value, TimeSpan goodFor) =>
        Convert.ToBase64String(protection.CreateProtector(purpose).Protect(
            JsonSerializer.SerializeToUtf8Bytes(new Envelope<T>(value, time.GetUtcNow().Add(goodFor).ToUnixTimeMilliseconds()))));

    /// <returns>Null for anything that was not sealed here for this purpose, or is too old.</returns>
    public T? Open<T>(string purpose, string? text)
        where T : class
    {
        try
        {
            var envelope = JsonSerializer.Deserialize<Envelope<T>>(protection.CreateProtector(purpose).Unprotect(Convert.FromBase64String(text ?? "")));
            return envelope?.Until > time.GetUtcNow().ToUnixTimeMilliseconds() ? envelope.Value : null;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException or JsonException)
        {
            return null;
        }
    }
}
