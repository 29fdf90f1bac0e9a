using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Kluis.Bench;

/// <summary>Everybody with an account, signed in now; they take turns, as no person asks for thousands of pages a minute.</summary>
sealed class ConsoleStaff
{
    readonly Dictionary<Role, ConsolePerson[]> people = [];
    readonly ConsolePerson nobody = new(null);
    int turn;

    public ConsolePerson Next(Role? role) => role is { } known ? people[known][Interlocked.Increment(ref turn) % people[known].Length] : nobody;

    /// <summary>Always the same one: what belongs to one person.</summary>
    public ConsolePerson First(Role role) => people[role][0];

    public static async Task<ConsoleStaff> SignInAsync(Product product)
    {
        await using var services = product.Services();
        var accounts = services.GetRequiredService<AccountStore>();
        var store = services.GetRequiredService<SignInStore>();
        var all = await accounts.AllAsync(default);
        var staff = new ConsoleStaff();
        var made = await product.Journal.ChangeAsync(
            Actor.Product("bench"),
            async change =>
            {
                var people = new List<(Role Role, ConsolePerson Person)>();
                foreach (var account in all)
                {
                    var secret = Secret.New();
                    await store.AddAsync(change, account, new NewSignIn(product.Ids.New(), Secret.Hash(secret), SignInStep.Full, "passkey", new SignInDevice("127.0.0.1", "Firefox")));
                    people.Add((account.Role, new ConsolePerson(secret)));
                }
                change.Record(new AuditEvent(AuditAct.AccountSignedIn));
                return people;
            });
        foreach (var group in made.GroupBy(each => each.Role))
            staff.people[group.Key] = [.. group.Select(each => each.Person)];
        return staff;
    }
}
