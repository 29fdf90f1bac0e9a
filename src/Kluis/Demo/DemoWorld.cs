namespace Kluis.Demo;

/// <summary>
/// The throw-away contact centre: an energy supplier that does not exist, with its people, its register and two hundred
/// conversations. The same for everybody at the same moment; nothing here reads a clock.
/// </summary>
static class DemoWorld
{
    const int FirstCount = 40, Count = 200;

    // The first forty come from few people, so that one customer has calls, chats and mails.
    const int FirstCustomers = 16;

    static readonly DemoKind[] kinds =
        [DemoKind.Call, DemoKind.Chat, DemoKind.Call, DemoKind.Mail, DemoKind.Call];

    /// <summary>Of the calls in which the caller is asked about medical equipment: the demo marks them.</summary>
    public const string SpecialSubject = "Stroomstoring in de straat";

    public static string Organisation => "Lindewaard Energie";

    public static IReadOnlyList<DemoActivity> Activities => DemoActivities.All;

    public static IReadOnlyList<DemoAgent> Agents => DemoStaff.Agents;

    public static IReadOnlyList<DemoUser> Users => DemoStaff.Users;

    public static IReadOnlyList<DemoPerson> Customers => DemoPeople.All;

    /// <summary>What the privacy officer keeps: a name, and the fields of the search page.</summary>
    public static IReadOnlyList<(string Name, Dictionary<string, string> Criteria)> KeptSearches { get; } =
    [
        ("Klachten, oudste eerst", new() { ["queue"] = "Complaints", ["sort"] = "oldest" }),
        ("Lange telefoongesprekken", new() { ["channel"] = "call", ["recording"] = "with", ["sort"] = "longest" }),
    ];

    /// <summary>Two hundred, of which the first forty are already a good mix; all begin and end before now.</summary>
    public static IEnumerable<DemoConversation> Conversations(DateTimeOffset now)
    {
        var used = new HashSet<(int Customer, DemoScript Script)>();
        var played = new Dictionary<(DemoKind, string), int>();
        for (var index = 0; index < Count; index++)
        {
            var dice = new DemoDice(DemoDice.Seed("conversation " + index));
            var kind = kinds[index % kinds.Length];
            var customer = CustomerOf(index, dice);
            var script = NextScript(kind, customer, used, played);
            yield return DemoStaging.Stage(script, customer, now, dice, recent: index < FirstCount);
        }
    }

    // First the few, then everybody once, then more for some than for others.
    static int CustomerOf(int index, DemoDice dice)
    {
        var all = Customers.Count;
        return index < FirstCount ? Math.Min(dice.Below(FirstCustomers), dice.Below(FirstCustomers))
            : index < FirstCount + all - FirstCustomers ? index - FirstCount + FirstCustomers
            : Math.Min(dice.Below(all), dice.Below(all));
    }

    // Scripts take turns; nobody plays in the same one twice while there is another.
    static DemoScript NextScript(
        DemoKind kind, int customer, HashSet<(int, DemoScript)> used, Dictionary<(DemoKind, string), int> played)
    {
        var language = Customers[customer].Language;
        var scripts = DemoScripts.For(kind, language);
        var turn = played.GetValueOrDefault((kind, language));
        var offset = Enumerable.Range(0, scripts.Count)
            .FirstOrDefault(step => !used.Contains((customer, scripts[(turn + step) % scripts.Count])));
        var script = scripts[(turn + offset) % scripts.Count];
        played[(kind, language)] = turn + offset + 1;
        used.Add((customer, script));
        return script;
    }
}
