using System.Globalization;
using System.Text.RegularExpressions;

namespace Kluis.Web;

/// <summary>
/// A mail address that every server takes: ASCII, no quotes, no comments (a part of RFC 5321 §4.1.2). What is not of this form is
/// not mailed, so that no address can end a line or a bracket of the protocol.
/// </summary>
static partial class MailAddress
{
    const int Longest = 254;

    /// <returns>The address with its domain in ASCII; null for anything else.</returns>
    public static string? Read(string? text)
    {
        if (text?.Trim() is not { Length: > 0 and <= Longest } trimmed || trimmed.LastIndexOf('@') is var at && at < 1)
            return null;
        return DomainOf(trimmed[(at + 1)..]) is { } domain && $"{trimmed[..at]}@{domain}" is { Length: <= Longest } address && Form.IsMatch(address) ? address : null;
    }

    static string? DomainOf(string domain)
    {
        try
        {
            return new IdnMapping { UseStd3AsciiRules = true }.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\z", RegexOptions.CultureInvariant)]
    static partial Regex Form { get; }
}
