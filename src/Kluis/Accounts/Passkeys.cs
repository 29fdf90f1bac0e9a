using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kluis.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kluis.Accounts;

/// <summary>What is asked of the browser, and the sealed memory of it that the browser hands back with the answer.</summary>
sealed record PasskeyQuestion(string Options, string State);

/// <summary>A passkey that was proved to be there, with its owner.</summary>
sealed record PasskeyProof(Account Account, Factor Factor, FactorSecret Secret);

/// <summary>
/// Passkeys (WebAuthn level 2) by the framework's handler, over a store of two methods of ours. A challenge is good for five
/// minutes, for one person, once.
/// </summary>
sealed class Passkeys(AccountStore accounts, FactorStore factors, SealedState states, PasskeySite site)
{
    static readonly TimeSpan goodFor = TimeSpan.FromMinutes(5);

    const string SignIn = "passkey";

    /// <summary>Asks for any passkey of this site: the browser shows whose there are.</summary>
    public async Task<PasskeyQuestion> AskAsync(HttpContext context)
    {
        var made = await HandlerFor(null, context).MakeRequestOptionsAsync(null, context);
        return new(made.RequestOptionsJson, states.Seal(SignIn, made.AssertionState, goodFor));
    }

    /// <summary>Asks to make a passkey for this person.</summary>
    public async Task<PasskeyQuestion> AskNewAsync(Account account, HttpContext context)
    {
        var entity = new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.Profile.Email ?? account.Profile.Name, DisplayName = account.Profile.Name };
        var made = await HandlerFor(account, context).MakeCreationOptionsAsync(entity, context);
        return new(made.CreationOptionsJson, states.Seal(NewFor(account), made.AttestationState, goodFor));
    }

    /// <returns>The proof, and the hash of the challenge, to be used up in the change that lets in; null for anything else.</returns>
    public async Task<(PasskeyProof Proof, byte[] ChallengeHash)?> ProveAsync(string? credential, string? state, HttpContext context, CancellationToken stop)
    {
        if (credential is null || states.Open<string>(SignIn, state) is not { } known || await OwnerOfAsync(credential, stop) is not { } account)
            return null;
        var result = await HandlerFor(account, context).PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = credential, AssertionState = known });
        if (!result.Succeeded)
            return null;
        var factor = (await factors.OfAsync(account, stop)).First(each => each.Secret.Passkey?.CredentialId.AsSpan().SequenceEqual(result.Passkey.CredentialId) == true);
        return (new PasskeyProof(account, factor, factor.Secret with { Passkey = PasskeyStore.SecretOf(result.Passkey) }), SHA256.HashData(Encoding.UTF8.GetBytes(known)));
    }

    /// <returns>What to keep of the new passkey; null when the browser's answer proves none.</returns>
    public async Task<PasskeySecret?> MakeAsync(Account account, string? credential, string? state, HttpContext context)
    {
        if (credential is null || states.Open<string>(NewFor(account), state) is not { } known)
            return null;
        var result = await HandlerFor(account, context).PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = context, CredentialJson = credential, AttestationState = known });
        return result.Succeeded ? PasskeyStore.SecretOf(result.Passkey) : null;
    }

    static string NewFor(Account account) => $"passkey\n{account.Id}";

    PasskeyHandler<Account> HandlerFor(Account? account, HttpContext context)
    {
        var options = Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = site.Domain ?? context.Request.Host.Host,
            UserVerificationRequirement = "required",
            ResidentKeyRequirement = "required",
            AuthenticatorTimeout = goodFor,
            ValidateOrigin = origin => ValueTask.FromResult(!origin.CrossOrigin && origin.Origin == (site.Origin ?? $"{context.Request.Scheme}://{context.Request.Host}")),
        });
        var store = new PasskeyStore(account, factors);
        // Of the framework's user manager the handler asks passkeys and ids only: nothing of it writes, reads a clock or logs.
        var users = new UserManager<Account>(store, Options.Create(new IdentityOptions()), null!, [], [], null!, null!, null!, Microsoft.Extensions.Logging.Abstractions.NullLogger<UserManager<Account>>.Instance);
        return new PasskeyHandler<Account>(users, options);
    }

    async Task<Account?> OwnerOfAsync(string credential, CancellationToken stop)
    {
        try
        {
            using var json = JsonDocument.Parse(credential);
            var id = System.Buffers.Text.Base64Url.DecodeFromChars(json.RootElement.GetProperty("id").GetString());
            return await factors.OwnerAsync(id, stop) is { } owner ? await accounts.FindAsync(owner, stop) : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>The address that passkeys are bound to; without KLUIS_PUBLIC_URL it is the one that the browser asked for.</summary>
sealed record PasskeySite(string? Domain, string? Origin)
{
    public static PasskeySite Of(string? publicUrl) =>
        Uri.TryCreate(publicUrl, UriKind.Absolute, out var url) ? new(url.Host, url.GetLeftPart(UriPartial.Authority)) : new(null, null);
}
