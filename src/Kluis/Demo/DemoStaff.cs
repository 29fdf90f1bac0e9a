namespace Kluis.Demo;

/// <summary>The people who work at Lindewaard Energie.</summary>
static class DemoStaff
{
    /// <summary>Of everybody here; it unlocks a locked screen, and is the first step of a real sign-in.</summary>
    public const string Password = "linde waard energie demo";

    const string TeamA = "Klantenservice A", TeamB = "Klantenservice B", TeamComplaints = "Klachten";

    public static IReadOnlyList<DemoAgent> Agents { get; } =
    [
        new("a17", "Joris Veldkamp", TeamA, "Billing"),
        new("a18", "Lotte Brandsma", TeamB, "Outage"),
        new("a19", "Meindert Hoekzema", TeamComplaints, "Complaints"),
        new("a20", "Sanne Oudshoorn", TeamA, "Moving house"),
        new("a21", "Hidde Wierda", TeamB, "Sales"),
        new("a22", "Lotte Kuperus", TeamB, "Outage"),
        new("a23", "Anouk Terlaak", TeamA, "Billing"),
        new("a24", "Ravi Ramdhani", TeamA, "Billing"),
        new("a25", "Eefje Noordhuis", TeamComplaints, "Complaints"),
        new("a26", "Tomasz Wrobelak", TeamA, "Moving house"),
    ];

    public static IReadOnlyList<DemoUser> Users { get; } =
    [
        User("Joris Veldkamp", "agent", TeamA, "Billing", "a17"),
        User("Sanne Oudshoorn", "agent", TeamA, "Moving house", "a20"),
        User("Hanneke Dijkgraaf", "team-lead", TeamA, null),
        User("Bouke Sietsma", "team-lead", TeamB, null),
        User("Nynke Feenstra", "quality", null, "Billing"),
        User("Femke Zandbergen", "privacy-officer", null, null),
        User("Ruben Achterberg", "privacy-officer", null, null),
        User("Ymke Terpstra", "dpo", null, null),
        User("Tjeerd Wiersma", "administrator", null, null),
        User("Gerben Postma", "auditor", null, null),
        User("Telefooncentrale Groningen", "integrator", null, null),
    ];

    public static IReadOnlyList<string> Women { get; } =
        ["Lotte Brandsma", "Sanne Oudshoorn", "Lotte Kuperus", "Anouk Terlaak", "Eefje Noordhuis"];

    static DemoUser User(string name, string role, string? team, string? queue, params string[] agentIds) =>
        new(name, role, team, queue, agentIds, name.ToLowerInvariant().Replace(' ', '.') + "@lindewaard.example");
}
