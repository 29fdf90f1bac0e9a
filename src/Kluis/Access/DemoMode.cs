namespace Kluis.Access;

/// <summary>Whether this is the throw-away demo: only there do sign-in links exist, on loopback, each for one use.</summary>
sealed record DemoMode(bool On);
