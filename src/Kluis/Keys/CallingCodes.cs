namespace Kluis.Keys;

/// <summary>How numbers are dialled in a country.</summary>
/// <param name="Code">Country code, digits without the plus (ITU-T E.164 Annex D).</param>
/// <param name="Trunk">What stands before a national number at home, and is left out from abroad; empty where nothing does.</param>
sealed record Dialling(string Code, string Trunk);

/// <summary>The countries that an organisation may name as its own: the EEA, Switzerland and the United Kingdom, which all dial 00 abroad.</summary>
static class CallingCodes
{
    static readonly Dictionary<string, Dialling> Countries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AT"] = new("43", "0"), ["BE"] = new("32", "0"), ["BG"] = new("359", "0"), ["CH"] = new("41", "0"), ["CY"] = new("357", ""),
        ["CZ"] = new("420", ""), ["DE"] = new("49", "0"), ["DK"] = new("45", ""), ["EE"] = new("372", ""), ["ES"] = new("34", ""),
        ["FI"] = new("358", "0"), ["FR"] = new("33", "0"), ["GB"] = new("44", "0"), ["GR"] = new("30", ""), ["HR"] = new("385", "0"),
        ["HU"] = new("36", "06"), ["IE"] = new("353", "0"), ["IS"] = new("354", ""),
        // Italy alone keeps its leading 0 when called from abroad: it is part of the number.
        ["IT"] = new("39", ""), ["LI"] = new("423", ""), ["LT"] = new("370", "0"), ["LU"] = new("352", ""), ["LV"] = new("371", ""),
        ["MT"] = new("356", ""), ["NL"] = new("31", "0"), ["NO"] = new("47", ""), ["PL"] = new("48", ""), ["PT"] = new("351", ""),
        ["RO"] = new("40", "0"), ["SE"] = new("46", "0"), ["SI"] = new("386", "0"), ["SK"] = new("421", "0"),
    };

    /// <returns>Null for a country that is not in the table.</returns>
    public static Dialling? Of(string country) => Countries.GetValueOrDefault(country);
}
