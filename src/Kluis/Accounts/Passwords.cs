using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kluis.Accounts;

/// <summary>
/// Hashes passwords (PBKDF2 with HMAC-SHA-512), two at a time: whoever floods the sign-in waits in a queue, and the rest of
/// the product keeps its processor.
/// </summary>
sealed class Passwords : IDisposable
{
    public const int Iterations = 210_000;
    const int AtOnce = 2;
    const int LongestQueue = 200;

    readonly PasswordHasher<Passwords> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    readonly SemaphoreSlim turns = new(AtOnce);
    readonly Lazy<string> decoy;
    int waiting;

    public Passwords() => decoy = new Lazy<string>(() => hasher.HashPassword(this, Access.Secret.New()));

    public Task<string> HashAsync(string password, CancellationToken stop) => InTurnAsync(() => hasher.HashPassword(this, password), stop);

    /// <summary>Whether the password is that of the hash. Without a hash it takes as long and says no: nobody learns who has an account.</summary>
    public async Task<bool> CheckAsync(string? hash, string password, CancellationToken stop)
    {
        if (password.Length > PasswordRule.Longest)
            return false;
        var verdict = await InTurnAsync(() => hasher.VerifyHashedPassword(this, hash ?? decoy.Value, password), stop);
        return hash is not null && verdict != PasswordVerificationResult.Failed;
    }

    public void Dispose() => turns.Dispose();

    async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken stop)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > LongestQueue)
                throw new Storage.FaultException("request.too-many", "The queue of passwords to check is full.");
            await turns.WaitAsync(stop);
            try
            {
                return await Task.Run(work, stop);
            }
            finally
            {
                turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
