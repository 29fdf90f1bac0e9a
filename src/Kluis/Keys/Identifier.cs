using System.Globalization;
using System.Text;

namespace Kluis.Keys;

/// <summary>What a person can be found by.</summary>
enum IdentifierField
{
    Phone,
    Email,
    Customer,
    Postcode,

    /// <summary>The e-mail address by which an account signs in: apart from customers' addresses, so that no hash tells that
    /// an employee is a customer too.</summary>
    Account,

    /// <summary>Several identifiers at once, that point to several people: the record of those who call with exactly these.</summary>
    Together,
}

/// <summary>An identifier in the one form that is indexed. Two spellings of the same number are the same identifier.</summary>
readonly record struct Identifier(IdentifierField Field, string Value)
{
    /// <summary>Rises when a rule below changes: rows made under another version are computed anew.</summary>
    public const long Version = 1;

    const int Longest = 254;

    /// <summary>E.164 digits without the plus (ITU-T E.164 §6), from any usual way of writing; an extension is left out.</summary>
    /// <param name="country">Two letters: whose national form a leading 0 means.</param>
    public static Identifier? Phone(string? text, string country)
    {
        if (Clean(text) is not { } clean || CallingCodes.Of(country) is not { } home)
            return null;
        clean = WithoutScheme(clean, "tel:", "sip:", "sips:");
        if (clean.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
            clean = clean[..at];
        var digits = Digits(WithoutExtension(clean), out var international);
        if (digits is null)
            return null;
        var number = international ? digits : digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : National(digits, home);
        // +31 06 is a slip for +31 6; where the 0 belongs to the number there is no trunk prefix.
        if (home.Trunk.Length > 0 && number.StartsWith(home.Code + home.Trunk, StringComparison.Ordinal))
            number = home.Code + number[(home.Code.Length + home.Trunk.Length)..];
        return number.Length is >= 7 and <= 15 && number[0] != '0' ? new(IdentifierField.Phone, number) : null;
    }

    /// <summary>The whole address, NFC and lower case, its domain as A-labels (RFC 5891). Dots and plus parts stay.</summary>
    public static Identifier? Email(string? text)
    {
        // Not the compatible form of the others: it would make one address of two that a mail server tells apart.
        if (Clean(text, NormalizationForm.FormC) is not { } clean)
            return null;
        clean = WithoutScheme(clean, "mailto:").ToLowerInvariant();
        var at = clean.LastIndexOf('@');
        if (at <= 0 || at == clean.Length - 1 || at != clean.IndexOf('@', StringComparison.Ordinal) || clean.Any(char.IsWhiteSpace))
            return null;
        return Ascii(clean[(at + 1)..]) is { } domain ? new(IdentifierField.Email, $"{clean[..at]}@{domain}") : null;
    }

    public static Identifier? Account(string? email) => Email(email) is { } known ? known with { Field = IdentifierField.Account } : null;

    /// <summary>The same whatever the order in which they were told.</summary>
    public static Identifier Together(IEnumerable<Identifier> identifiers) =>
        new(IdentifierField.Together, string.Join('\n', identifiers.Select(one => $"{one.Field}={one.Value}").Distinct().Order(StringComparer.Ordinal)));

    /// <summary>Letters and digits only, NFKC and upper case; leading zeros stay.</summary>
    public static Identifier? Customer(string? text)
    {
        if (Clean(text) is not { } clean)
            return null;
        var kept = string.Concat(clean.ToUpperInvariant().Where(char.IsLetterOrDigit));
        return kept.Length is > 0 and <= 64 ? new(IdentifierField.Customer, kept) : null;
    }

    /// <summary>Dutch postcode with house number and addition: <c>1234AB|12|A</c>.</summary>
    public static Identifier? Postcode(string? postcode, string? houseNumber)
    {
        if (Clean(postcode) is not { } code || Clean(houseNumber) is not { } house)
            return null;
        code = string.Concat(code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit));
        if (code.Length != 6 || !code[..4].All(char.IsAsciiDigit) || code[0] == '0' || !code[4..].All(char.IsAsciiLetterUpper))
            return null;
        var number = string.Concat(house.TakeWhile(char.IsAsciiDigit)).TrimStart('0');
        var addition = string.Concat(house.SkipWhile(char.IsAsciiDigit).Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return number.Length is > 0 and <= 5 && addition.Length <= 10 ? new(IdentifierField.Postcode, $"{code}|{number}|{addition}") : null;
    }

    static string National(string digits, Dialling home)
    {
        if (home.Trunk.Length > 0 && digits.StartsWith(home.Trunk, StringComparison.Ordinal))
            return home.Code + digits[home.Trunk.Length..];
        // Many systems leave the plus out: long enough to hold a country code, it is one.
        return digits.StartsWith(home.Code, StringComparison.Ordinal) && digits.Length >= 10 ? digits : home.Code + digits;
    }

    static string? Clean(string? text, NormalizationForm form = NormalizationForm.FormKC)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > Longest)
            return null;
        try
        {
            // Also refuses lone surrogates, which no normal form has.
            return text.Normalize(form).Trim();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    static string WithoutScheme(string text, params ReadOnlySpan<string> schemes)
    {
        foreach (var scheme in schemes)
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return text[scheme.Length..];
        }
        return text;
    }

    static string WithoutExtension(string text)
    {
        var end = text.Length;
        foreach (var mark in new[] { ";", "ext", "tst", "toestel", "x", "#", "," })
        {
            var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
            if (at > 0)
                end = Math.Min(end, at);
        }
        return text[..end];
    }

    // Digits with the usual punctuation between them; anything else means that this is no telephone number.
    static string? Digits(string text, out bool international)
    {
        // Numbers copied from address books carry marks of direction that nobody sees.
        text = string.Concat(text.Where(character => !char.IsWhiteSpace(character) && char.GetUnicodeCategory(character) != UnicodeCategory.Format))
            .Replace("(0)", "", StringComparison.Ordinal).TrimStart('(');
        international = text.StartsWith('+');
        var digits = new StringBuilder();
        foreach (var character in international ? text[1..] : text)
        {
            if (char.IsDigit(character))
                digits.Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(character)));
            else if (!"()-./‐‑–−".Contains(character, StringComparison.Ordinal))
                return null;
        }
        return digits.Length > 0 ? digits.ToString() : null;
    }

    static string? Ascii(string domain)
    {
        try
        {
            return new IdnMapping { UseStd3AsciiRules = true }.GetAscii(domain.TrimEnd('.'));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
