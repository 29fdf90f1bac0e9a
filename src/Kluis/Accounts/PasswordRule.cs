namespace Kluis.Accounts;

/// <summary>What a password must be: long and not guessable from the person (NIST SP 800-63B §5.1.1.2). No odd signs are asked for.</summary>
static class PasswordRule
{
    public const int Shortest = 12, Longest = 256;
    const int FewestDifferent = 5;

    // Long enough and tried first all the same.
    static readonly string[] tooCommon = ["wachtwoord", "password", "welkom", "welcome", "kluis", "qwerty", "1234567", "abcdefg", "administrator", "geheim"];

    /// <returns>The key of a text that says what is wrong, or null.</returns>
    public static string? Problem(string? password, string name, string? email) => password switch
    {
        null or "" => "password.empty",
        { Length: < Shortest } => "password.short",
        { Length: > Longest } => "password.long",
        _ when password.Distinct().Count() < FewestDifferent => "password.simple",
        _ when HasTooMuchOf(password, tooCommon) => "password.common",
        _ when HasTooMuchOf(password, PartsOf(name, email)) => "password.personal",
        _ => null,
    };

    // A known word is no harm in a long sentence; what is left beside it must carry the length.
    static bool HasTooMuchOf(string password, IEnumerable<string> words) =>
        words.Any(word => password.Contains(word, StringComparison.OrdinalIgnoreCase) && password.Length - word.Length < Shortest - 2);

    static IEnumerable<string> PartsOf(string name, string? email) =>
        $"{name} {email}".Split([' ', '.', '@', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries).Where(part => part.Length >= 4);
}
