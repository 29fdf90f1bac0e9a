using System.CommandLine;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis;

/// <summary><c>kluis token</c>: create, list, revoke. The last resort on the host, and always in the log.</summary>
static class TokenVerb
{
    public static Command Make(Option<string?> data)
    {
        var role = new Option<string>("--role") { Required = true, Description = string.Join(", ", Enum.GetValues<Role>().Select(each => each.Name())) };
        var label = new Option<string>("--label") { Required = true, Description = "What it is for" };
        var source = new Option<string?>("--source") { Description = "For integrator: the name under which its conversations come in" };
        var team = new Option<string?>("--team") { Description = "For team-lead" };
        var queue = new Option<string?>("--queue") { Description = "For quality" };
        var user = new Option<Guid?>("--user") { Description = "For agent: the user's id" };
        var activity = new Option<Guid?>("--activity") { Description = "Processing activity of what comes in with it" };
        var days = new Option<int>("--days") { Description = "Valid for, 366 at most", DefaultValueFactory = _ => 90 };
        var create = new Command("create", "Make a token; its secret is printed this once") { role, label, source, team, queue, user, activity, days, data };
        create.SetAction((parsed, stop) => Verbs.WithProductAsync(
            parsed.GetValue(data),
            product => CreateAsync(
                product,
                parsed.GetValue(role)!,
                known => new TokenWish(parsed.GetValue(label)!, known)
                {
                    Source = parsed.GetValue(source), Team = parsed.GetValue(team), Queue = parsed.GetValue(queue), User = parsed.GetValue(user),
                    Activity = parsed.GetValue(activity), Days = parsed.GetValue(days),
                },
                stop),
            stop));
        var list = new Command("list", "Show tokens, never their secrets") { data };
        list.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => ListAsync(product, stop), stop));
        var id = new Argument<string>("ID");
        var revoke = new Command("revoke", "End a token now") { id, data };
        revoke.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => RevokeAsync(product, parsed.GetValue(id)!, stop), stop));
        return new Command("token", "Tokens for the API") { create, list, revoke };
    }

    static async Task<int> CreateAsync(Product product, string roleName, Func<Role, TokenWish> wishOf, CancellationToken stop)
    {
        if (Roles.Parse(roleName) is not { } role)
            return await Verbs.ComplainAsync("--role: one of " + string.Join(", ", Enum.GetValues<Role>().Select(each => each.Name())));
        var wish = wishOf(role);
        if (wish.Problem() is { } problem)
            return await Verbs.ComplainAsync("--" + problem);
        var (id, secret) = await new Tokens(product.Journal, product.Ids).CreateAsync(Actor.Product("token create"), wish, stop);
        await System.Console.Error.WriteLineAsync($"Token {id}, valid for {wish.Days} days. The secret is shown this once:");
        await System.Console.Out.WriteLineAsync(secret);
        return Verbs.Yes;
    }

    static async Task<int> ListAsync(Product product, CancellationToken stop)
    {
        await using var services = product.Services();
        foreach (var token in await services.GetRequiredService<AccessStore>().TokensAsync(stop))
        {
            var state = token.RevokedAt is not null ? "revoked" : $"until {DateTimeOffset.FromUnixTimeMilliseconds(token.ExpiresAt):yyyy-MM-dd}";
            await System.Console.Out.WriteLineAsync($"{token.Id}  {token.Role,-16} {state,-17} {token.Label}");
        }
        return Verbs.Yes;
    }

    static async Task<int> RevokeAsync(Product product, string id, CancellationToken stop)
    {
        var revoked = await new Tokens(product.Journal, product.Ids).RevokeAsync(Actor.Product("token revoke"), id, stop);
        await System.Console.Out.WriteLineAsync(revoked ? "The token is ended." : "no: there is no such token, or it was ended before");
        return revoked ? Verbs.Yes : Verbs.No;
    }
}
