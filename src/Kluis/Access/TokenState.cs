namespace Kluis.Access;

/// <summary>How a token stands.</summary>
enum TokenState
{
    NeverUsed,
    Used,

    /// <summary>Within two weeks.</summary>
    EndsSoon,
    Expired,
    Revoked,
}

static class TokenStates
{
    static readonly long Soon = (long)TimeSpan.FromDays(14).TotalMilliseconds;

    public static TokenState StateAt(this TokenRow token, long now) => token switch
    {
        { RevokedAt: not null } => TokenState.Revoked,
        _ when token.ExpiresAt <= now => TokenState.Expired,
        _ when token.ExpiresAt - now < Soon => TokenState.EndsSoon,
        { UsedAt: null } => TokenState.NeverUsed,
        _ => TokenState.Used,
    };

    /// <summary>Whether it lets anybody in.</summary>
    public static bool IsOpen(this TokenState state) => state is not (TokenState.Expired or TokenState.Revoked);
}
