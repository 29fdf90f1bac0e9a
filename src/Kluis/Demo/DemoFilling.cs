using System.Globalization;
using System.Text.RegularExpressions;

namespace Kluis.Demo;

/// <summary>Who and when, to fill the holes of a script. Without a customer nobody is named (carried files).</summary>
sealed record DemoCast(
    string Language, DemoPerson? Customer, DemoPerson? Other, DemoAgent? Agent, DateTimeOffset Start);

/// <summary>Fills the holes of one script for one conversation.</summary>
sealed partial class DemoFilling
{
    static readonly string[] streets =
        ["Lindestraat", "Molenhorn", "Vlasakker", "Turfkade", "Wilgenpad", "Noorderbreedte", "Kapelhof", "Zonnedauw"];

    readonly DemoDice dice;
    readonly Dictionary<string, string> slots;

    public DemoFilling(DemoCast cast, DemoDice dice)
    {
        this.dice = dice;
        slots = Named(cast);
        AddDates(cast);
        AddFigures(cast);
    }

    public string Fill(string text) => Slot().Replace(Choose(text), match => slots[match.Groups[1].Value]);

    string Choose(string text) => Choice().Replace(text, match => dice.Pick(match.Groups[1].Value.Split('|')));

    Dictionary<string, string> Named(DemoCast cast)
    {
        var dutch = cast.Language == "nl";
        var morning = cast.Start.Hour < 12;
        var greeting = dutch ? morning ? "Goedemorgen" : "Goedemiddag" : morning ? "Good morning" : "Good afternoon";
        var opening = Choose(dutch ? $"[{greeting}|Hallo|Dag|{greeting}]" : $"[{greeting}|Hello|Hi]");
        var name = cast.Customer?.Name;
        return new()
        {
            ["Dag"] = greeting,
            ["dag"] = greeting.ToLowerInvariant(),
            ["hello"] = name is null ? opening + "." : dutch
                ? $"{opening}, met {name}."
                : Choose($"{opening}, [this is {name}|my name is {name}]."),
            ["name"] = name ?? "",
            ["customer"] = cast.Customer?.CustomerNumber ?? "",
            ["phone"] = cast.Customer?.Phone ?? "",
            ["email"] = cast.Customer?.Email ?? "",
            ["postcode"] = cast.Customer?.Postcode ?? "",
            ["home"] = streets[DemoDice.Seed(name ?? "") % (ulong)streets.Length],
            ["house"] = cast.Customer?.HouseNumber ?? "",
            ["other"] = cast.Other?.Name ?? "",
            ["agent"] = cast.Agent?.Name.Split(' ')[0] ?? "",
        };
    }

    void AddDates(DemoCast cast)
    {
        var today = cast.Start.Date;
        slots["past"] = DemoCalendar.Day(today.AddDays(-dice.Between(4, 26)), cast.Language);
        slots["recent"] = DemoCalendar.Day(today.AddDays(-dice.Between(2, 9)), cast.Language);
        slots["future"] = DemoCalendar.Day(DemoCalendar.WorkingDay(today.AddDays(dice.Between(4, 24))), cast.Language);
        slots["month"] = DemoCalendar.Month(today.AddDays(-dice.Between(70, 200)), cast.Language);
        slots["lastyear"] = Text(today.Year - 1);
        slots["case"] = $"G-{today.Year}-{dice.Between(101, 899)}";
    }

    void AddFigures(DemoCast cast)
    {
        slots["amount"] = Text(dice.Between(38, 412));
        slots["monthly"] = Text(dice.Between(84, 268));
        slots["small"] = Text(dice.Between(6, 34));
        slots["percent"] = Text(dice.Between(8, 31));
        slots["hours"] = dice.Pick<string>(cast.Language == "nl" ? ["twee", "drie", "vier"] : ["two", "three", "four"]);
        slots["meter"] = Text(dice.Between(10240, 48990));
        slots["ending"] = Text(dice.Between(1120, 8990));
        slots["newhouse"] = Text(dice.Between(3, 180));
        slots["street"] = dice.Pick(streets);
        // Check digits 00 are never valid, so this is nobody's account.
        slots["iban"] = $"NL00 BANK 0{dice.Between(100, 999)} {dice.Between(1000, 9999)} {dice.Between(10, 99)}";
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slot();

    [GeneratedRegex(@"\[([^\[\]]+)\]")]
    private static partial Regex Choice();
}
