namespace Kluis.Demo;

/// <summary>Gives a script its people and its moments.</summary>
static class DemoStaging
{
    public static DemoConversation Stage(
        DemoScript script, int customer, DateTimeOffset now, DemoDice dice, bool recent)
    {
        var person = DemoWorld.Customers[customer];
        var other = DemoWorld.Customers[(customer + 7) % DemoWorld.Customers.Count];
        var agent = dice.Pick([.. DemoWorld.Agents.Where(agent => agent.Queue == script.Queue)]);
        var start = Start(script.Kind, now, dice, recent);
        var dialogue = DemoDialogue.Of(script, new(script.Language, person, other, agent, start), dice);
        return new(
            script.Kind, script.Language, script.Activity, person, agent, script.Queue, script.Direction, start,
            dialogue.Subject, Timed(script.Kind, dialogue, dice), Facts(script, dialogue, dice));
    }

    static DateTimeOffset Start(DemoKind kind, DateTimeOffset now, DemoDice dice, bool recent)
    {
        const int days = 58;
        var daysBack = recent ? Math.Min(dice.Below(days), dice.Below(days)) : dice.Below(days);
        // The answers to a mail come the same day.
        var minutes = dice.Below(kind == DemoKind.Mail ? 270 : 500);
        var afterOpening = TimeSpan.FromMilliseconds((minutes * 60_000) + dice.Below(60_000));
        var start = DemoCalendar.OpeningMoment(now, daysBack, afterOpening);
        var longest = kind == DemoKind.Mail ? TimeSpan.FromHours(6) : TimeSpan.FromMinutes(30);
        return start + longest > now ? DemoCalendar.OpeningMoment(now, daysBack + 7, afterOpening) : start;
    }

    static List<DemoTurn> Timed(DemoKind kind, DemoDialogue dialogue, DemoDice dice)
    {
        var turns = new List<DemoTurn>();
        var at = kind == DemoKind.Call ? 0.4 : 0;
        for (var index = 0; index < dialogue.Turns.Count; index++)
        {
            var (byCustomer, text) = dialogue.Turns[index];
            turns.Add(new(byCustomer, text, Math.Round(at, 2)));
            at += kind switch
            {
                DemoKind.Call => Speech.Seconds(text) + 0.4 + Held(dialogue.Holds, index),
                DemoKind.Chat => 12 + dice.Below(40) + (text.Length / 6),
                _ => 60 * dice.Between(35, 140),
            };
        }

        return turns;
    }

    static double Held(IReadOnlyList<DemoHold> holds, int turn) =>
        holds.Where(hold => hold.AfterTurn == turn).Sum(hold => hold.Seconds);

    static DemoCallFacts? Facts(DemoScript script, DemoDialogue dialogue, DemoDice dice)
    {
        if (script.Kind != DemoKind.Call)
        {
            return null;
        }

        var inbound = script.Direction == "inbound";
        return new(
            inbound ? dice.Between(4, 190) : dice.Between(5, 20),
            inbound ? Choices(script.Queue, dice) : [],
            dialogue.Transfers,
            dialogue.Holds);
    }

    static string[] Choices(string queue, DemoDice dice) => queue switch
    {
        "Billing" => ["1 Energie", dice.Pick(["2 Betalen", "3 Jaarafrekening"])],
        "Moving house" => ["1 Energie", "4 Verhuizen"],
        "Outage" => ["9 Storing"],
        "Complaints" => ["1 Energie", "5 Klacht of verzoek"],
        _ => ["6 Aanbod"],
    };
}
