namespace Kluis.Web;

/// <summary>How the way to the mail server is shielded.</summary>
enum SmtpCover
{
    /// <summary>TLS from the first byte (RFC 8314 §3.3): <c>smtps://</c>.</summary>
    Tls,

    /// <summary>STARTTLS, and no mail without it (RFC 3207): <c>smtp://</c>.</summary>
    StartTls,

    /// <summary>None, to a server on this machine: <c>smtp+plain://</c>.</summary>
    Plain,
}

/// <summary>The mail server that takes the notices of the product.</summary>
/// <param name="From">The address that they come from.</param>
sealed record SmtpTarget(string Host, int Port, SmtpCover Cover, string From)
{
    /// <summary>Whom the server knows; null: it asks nobody.</summary>
    public string? User { get; init; }

    /// <summary>Read at each sign-in, so that a changed password needs no restart.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>PEM file of the only authorities whose certificate is taken; null: those of the system.</summary>
    public string? Authority { get; init; }

    /// <param name="get">Gives the value of a setting by its name without prefix, or null.</param>
    /// <returns>Null without a server, or with complaints.</returns>
    public static SmtpTarget? Read(Func<string, string?> get, List<string> complaints)
    {
        if (get("SMTP") is not { } text)
            return null;
        var before = complaints.Count;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || CoverOf(url.Scheme) is not { } cover || url.Host.Length == 0 || url.PathAndQuery is not ("/" or ""))
        {
            complaints.Add("KLUIS_SMTP: an address such as smtps://user@mail.example.nl:465 or smtp://mail.example.nl:587");
            return null;
        }
        var user = url.UserInfo.Length > 0 ? Uri.UnescapeDataString(url.UserInfo) : null;
        complaints.AddRange(ComplaintsAbout(url, cover, user, get("SMTP_PASSWORD_FILE"), get("SMTP_CA")));
        if (MailAddress.Read(get("MAIL_FROM")) is not { } from)
            complaints.Add("KLUIS_MAIL_FROM: the address that mails come from, such as kluis@example.nl");
        else if (complaints.Count == before)
            return new(url.IdnHost.Trim('[', ']'), url.Port > 0 ? url.Port : PortOf(cover), cover, from) { User = user, PasswordFile = get("SMTP_PASSWORD_FILE"), Authority = get("SMTP_CA") };
        return null;
    }

    static IEnumerable<string> ComplaintsAbout(Uri url, SmtpCover cover, string? user, string? passwordFile, string? authority)
    {
        if (cover == SmtpCover.Plain && !url.IsLoopback)
            yield return "KLUIS_SMTP: smtp+plain is for loopback only; use smtps or smtp";
        if (cover == SmtpCover.Plain && user is not null)
            yield return "KLUIS_SMTP: nobody signs in without TLS; use smtps or smtp, or leave the user out";
        // The address of a server stands in process lists and crash reports; a password must not.
        if (user?.Contains(':', StringComparison.Ordinal) == true)
            yield return "KLUIS_SMTP: the password stands in a file of its own, KLUIS_SMTP_PASSWORD_FILE";
        else if (user is not null && passwordFile is null)
            yield return "KLUIS_SMTP_PASSWORD_FILE: the file with the password of the user in KLUIS_SMTP";
        if (passwordFile is not null && !File.Exists(passwordFile))
            yield return "KLUIS_SMTP_PASSWORD_FILE: there is no such file";
        if (authority is not null && !File.Exists(authority))
            yield return "KLUIS_SMTP_CA: there is no such file";
    }

    static SmtpCover? CoverOf(string scheme) => scheme switch
    {
        "smtps" => SmtpCover.Tls,
        "smtp" => SmtpCover.StartTls,
        "smtp+plain" => SmtpCover.Plain,
        _ => null,
    };

    static int PortOf(SmtpCover cover) => cover switch
    {
        SmtpCover.Tls => 465,
        SmtpCover.StartTls => 587,
        SmtpCover.Plain => 25,
    };
}
