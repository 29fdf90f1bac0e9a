using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Kluis.Keys;

namespace Kluis.Accounts;

/// <summary>
/// Slows guessing down: by the account that is guessed at and by the address it comes from. A passkey gets in all the same, so
/// that nobody can lock a colleague out by guessing wrong.
/// </summary>
sealed class Lockout(SignInStore store, KeyChain chain, TimeProvider time)
{
    const int AccountTries = 5, AddressTries = 30;
    static readonly TimeSpan first = TimeSpan.FromMinutes(1), longest = TimeSpan.FromHours(1), quiet = TimeSpan.FromDays(1);

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Until when this account, or this address, may not try; null: now.</summary>
    public async Task<DateTimeOffset?> ClosedUntilAsync(Identifier email, string? address, CancellationToken stop)
    {
        var until = await store.ClosedUntilAsync(WhoAccount(email), Now, stop) ?? await store.ClosedUntilAsync(WhoAddress(address), Now, stop);
        return until is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;
    }

    /// <returns>Whether this guess closed the account for a while.</returns>
    public async Task<bool> FailAsync(Identifier email, string? address, CancellationToken stop)
    {
        await CountAsync(WhoAddress(address), AddressTries, stop);
        return await CountAsync(WhoAccount(email), AccountTries, stop) is not null;
    }

    /// <summary>Somebody came in: their account starts anew, the address does not (one account of one's own pays for no guessing).</summary>
    public Task ForgiveAsync(Audit.Change change, Identifier email) => SignInStore.ForgiveAsync(change, WhoAccount(email));

    Task<long?> CountAsync(byte[] who, int tries, CancellationToken stop) =>
        store.CountFailureAsync(who, Now, Now - (long)quiet.TotalMilliseconds, failures => ClosedFor(failures, tries), stop);

    // One minute, two, four …, an hour at most.
    static long ClosedFor(long failures, int tries) =>
        failures < tries ? 0 : (long)Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(failures - tries, 10)));

    byte[] WhoAccount(Identifier email) => Keyed("account " + email.Value);

    // Who has one address of IPv6 has 2^64 of them.
    byte[] WhoAddress(string? address) =>
        Keyed("address " + (IPAddress.TryParse(address, out var ip) && ip is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(ip.GetAddressBytes().AsSpan(0, 8))
            : address));

    // The table may not tell who has an account, nor where people work from.
    byte[] Keyed(string who) => HMACSHA256.HashData(chain.House(RootKind.Account).Secret, Encoding.UTF8.GetBytes("kluis/sign-in/v1\n" + who))[..16];
}
