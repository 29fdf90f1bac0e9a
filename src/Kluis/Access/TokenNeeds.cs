using Kluis.Web;

namespace Kluis.Access;

/// <summary>Tokens that end soon, for who may make new ones: what uses them stops on that day.</summary>
sealed class TokenNeeds(AccessStore store) : INeeds
{
    const int Most = 100;

    static readonly TimeSpan ahead = TimeSpan.FromDays(30), urgent = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop)
    {
        if (!caller.May(Permission.EditAccess))
            return [];
        var now = words.When.Now;
        var ending = await store.TokensEndingAsync(now.ToUnixTimeMilliseconds(), now.Add(ahead).ToUnixTimeMilliseconds(), Most, stop);
        if (ending is not [var first, ..])
            return [];
        var until = When.At(first.ExpiresAt);
        return [new(until - now < urgent ? Press.Soon : Press.Calm, "key", words.Count("need.tokens", ending.Count, first.Label), "/tokens") { Why = words["need.tokens-why"], Until = until }];
    }
}
