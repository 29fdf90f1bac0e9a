using System.Globalization;
using System.Text;

namespace Kluis.Demo;

/// <summary>Sixty customers who do not exist; every fourth speaks English.</summary>
static class DemoPeople
{
    // A star marks a woman's voice. The first is the customer whom the manual follows.
    static readonly string[] names =
    [
        "Marijke ter Braak*", "Willem Hoogendijk", "Fatima Ouahbi*", "Claire Ashdown*",
        "Gerrit van der Sloot", "Annelies Kuipers-Bos*", "Yusuf Demirkan", "Daniel Okafor",
        "Tineke Wiarda*", "Bram Oosterling", "Saskia de Ruijter*", "Priya Raghunathan*",
        "Jan-Willem Schuring", "Noor el Hamdi*", "Cornelis Blankestijn", "Owen Fairweather",
        "Roos Vermaat*", "Sjoerd Algra", "Dewi Soekarto*", "Hannah Lindqvist*",
        "Pieter Nieuwstraten", "Mieke Zuurbier*", "Kenneth Landveld", "Martin Novotny",
        "Wilma Heeringa*", "Ruud Timmerhuis", "Loïs van Ommeren*", "Grace Mbeki-Holt*",
        "Henk Doornenbal", "Esmée Rietbergen*", "Achmed Bouzian", "Liam Carrigan",
        "Trudy van 't Hek-Mulder*", "Dirk Wouterse", "Zoë Hallema*", "Elena Marchetti*",
        "Klaas-Jan Feitsma", "Ingrid Somers*", "Jeroen Pastoor", "Thomas Whitlock",
        "Nel Bakhuizen*", "Orhan Yildirgan", "Maaike Stokvis*", "Sofia Andersdotter*",
        "Rob Klinkhamer", "Geertje Dokkum*", "Michel Vandersteen", "Arjun Patwardhan",
        "Liesbeth Kraaijenhof*", "Stef Roelandse", "Aaltje Nijdam*", "Julia Brandt-Keller*",
        "Ferdinand Overgaauw", "Samira Taouil*", "Teun Haverkate", "Patrick O'Dwyer",
        "Bep Luijendijk*", "Wouter Smallenbroek", "Chantal Rijkaard*", "Marcus Elwood",
    ];
    static readonly string[] places = ["9711", "9718", "9728", "4811", "4827", "3512", "3572", "9401", "8911", "7511"];
    static readonly string[] mailHosts = ["post.example", "thuis.example", "mail.example"];

    public static IReadOnlyList<DemoPerson> All { get; } = [.. Enumerable.Range(0, names.Length).Select(Person)];

    /// <summary>Whether the voice of this person, customer or colleague, is a woman's.</summary>
    public static bool IsWoman(string name) => names.Contains(name + "*") || DemoStaff.Women.Contains(name);

    static DemoPerson Person(int index)
    {
        var name = names[index].TrimEnd('*');
        var dice = new DemoDice(DemoDice.Seed(name));
        return new(
            name,
            Phone(index),
            Address(name) + "@" + mailHosts[index % mailHosts.Length],
            Text(40118276 + (index * 1373)),
            dice.Pick(places) + " " + Letters(dice),
            Text(dice.Between(1, 214)) + dice.Pick(["", "", "", "a", "-2"]),
            index % 4 == 3 ? "en" : "nl");
    }

    // Mobile and local numbers with a zero after the prefix are never given out.
    static string Phone(int index)
    {
        var last = Text(1234 + (index * 61));
        return (index % 10) switch
        {
            0 => $"+31 6 0000 {last[..2]} {last[2..]}",
            1 => $"06-0000{last}",
            2 => $"06 0000 {last[..2]} {last[2..]}",
            3 => $"+31 6 0000{last}",
            4 => $"030-000 {last[..2]} {last[2..]}",
            5 => $"060000{last}",
            6 => $"0031 6 0000 {last}",
            7 => $"+316 0000 {last}",
            8 => $"(050) 000 {last}",
            _ => $"06 - 0000 {last}",
        };
    }

    // These letters are left out of real postcodes, so that none points at a house.
    static string Letters(DemoDice dice) => string.Concat(dice.Pick(["Q", "F", "Y"]), dice.Pick(["U", "Q", "I"]));

    static string Address(string name)
    {
        var plain = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            plain.Append(letter == ' ' && !plain.ToString().Contains('.', StringComparison.Ordinal) ? "."
                : char.IsAsciiLetter(letter) ? letter.ToString() : "");
        }

        return plain.ToString();
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
