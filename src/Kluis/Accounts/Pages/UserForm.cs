using System.Globalization;
using Kluis.Access;

namespace Kluis.Accounts.Pages;

/// <summary>What a form says about a person's role and reach.</summary>
sealed class UserForm
{
    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Role { get; set; }

    public string? Team { get; set; }

    public string? Queue { get; set; }

    /// <summary>Separated by spaces or commas.</summary>
    public string? Agents { get; set; }

    /// <summary>The last day of the role; empty: no end.</summary>
    public string? Ends { get; set; }

    public IReadOnlyList<string> AgentIds => [.. (Agents ?? "").Split([' ', ',', ';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];

    /// <returns>The wish, or the broken rules.</returns>
    public (NewAccount? Wish, List<(string Field, string Text)> Problems) Read(string language, TimeZoneInfo zone, DateTimeOffset now)
    {
        var problems = new List<(string, string)>();
        if (Roles.Parse(Role) is not { } role)
            problems.Add(("role", "user.role-missing"));
        else
            problems.AddRange(new NewAccount(Name ?? "", Email ?? "", role, Team, Queue, language, AgentIds, null).Problems(now));
        if (AgentIds.Any(id => id.Length > 64))
            problems.Add(("agents", "user.agents-long"));
        var ends = EndOf(zone);
        if (!string.IsNullOrWhiteSpace(Ends) && ends is null)
            problems.Add(("ends", "user.ends-wrong"));
        else if (ends <= now)
            problems.Add(("ends", "user.ends-past"));
        return (problems.Count > 0 ? null : new NewAccount(Name!, Email!, Roles.Parse(Role)!.Value, Team, Queue, language, AgentIds, ends), problems);
    }

    // The role holds until the end of that day.
    DateTimeOffset? EndOf(TimeZoneInfo zone)
    {
        string[] forms = ["d-M-yyyy", "yyyy-MM-dd", "d/M/yyyy"];
        if (!DateTime.TryParseExact(Ends?.Trim(), forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return null;
        var end = day.AddDays(1);
        return new DateTimeOffset(end, zone.GetUtcOffset(end));
    }
}
