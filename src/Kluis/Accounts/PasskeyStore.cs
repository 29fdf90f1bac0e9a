using Microsoft.AspNetCore.Identity;

namespace Kluis.Accounts;

/// <summary>What the framework's passkey handler may see: the passkeys of one account, and its id. It writes nothing: we do.</summary>
sealed class PasskeyStore(Account? account, FactorStore factors) : IUserPasskeyStore<Account>
{
    public static PasskeySecret SecretOf(UserPasskeyInfo info) => new(
        info.CredentialId, info.PublicKey, info.CreatedAt, info.SignCount, info.Transports ?? [], info.IsUserVerified, info.IsBackupEligible, info.IsBackedUp,
        info.AttestationObject, info.ClientDataJson);

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken) =>
        [.. (await factors.OfAsync(user, cancellationToken)).Select(factor => factor.Secret.Passkey).OfType<PasskeySecret>().Select(InfoOf)];

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await GetPasskeysAsync(user, cancellationToken)).FirstOrDefault(passkey => passkey.CredentialId.AsSpan().SequenceEqual(credentialId));

    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        account is not null && await FindPasskeyAsync(account, credentialId, cancellationToken) is not null ? account : null;

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Profile.Email ?? user.Profile.Name);

    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(account is not null && account.Id.ToString() == userId ? account : null);

    public void Dispose()
    {
        // Nothing is held.
    }

    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => GetUserNameAsync(user, cancellationToken);

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult<Account?>(null);

    static UserPasskeyInfo InfoOf(PasskeySecret secret) => new(
        secret.CredentialId, secret.PublicKey, secret.CreatedAt, secret.SignCount, secret.Transports, secret.IsUserVerified, secret.IsBackupEligible, secret.IsBackedUp,
        secret.AttestationObject, secret.ClientDataJson);
}
