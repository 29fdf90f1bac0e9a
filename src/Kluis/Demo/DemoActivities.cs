namespace Kluis.Demo;

/// <summary>The register of Lindewaard Energie: what may be kept, why and how long.</summary>
static class DemoActivities
{
    public static IReadOnlyList<DemoActivity> All { get; } =
    [
        new("customer-questions", "Klantvragen behandelen", "Handling customer questions", "A6_1_f",
            "Vragen van klanten over energie, nota en betaling beantwoorden, en terug kunnen kijken wat er is afgesproken.",
            Terms("P90D", "P120D", "P2Y"), ["service", "quality", "coaching", "complaint", "rights-request"]),
        new("digital-service", "Vragen via chat en e-mail", "Questions by chat and e-mail", "A6_1_b",
            "Korte vragen over betalen en over de app beantwoorden zonder te bellen. Geluid is daarvoor niet nodig.",
            Terms("P30D", "P30D", "P90D"), ["service", "complaint", "rights-request"])
        {
            Recording = "off", Data = ["identity", "contact", "contract", "financial", "written"],
        },
        new("contract", "Contract uitvoeren", "Running the contract", "A6_1_b",
            "Leveringscontracten sluiten, wijzigen, verhuizen en beëindigen, en kunnen aantonen wat er is afgesproken.",
            Terms("P180D", "P180D", "P2Y"),
            ["service", "quality", "complaint", "evidence", "dispute", "rights-request", "legal-claim"]),
        new("outages", "Storingen melden en oplossen", "Reporting and solving outages", "A6_1_f",
            "Meldingen van storing en gevaar aannemen, doorgeven aan de netbeheerder en klanten vertellen hoe het ervoor staat.",
            Terms("P30D", "P60D", "P1Y"), ["service", "incident", "complaint", "rights-request"]),
        new("complaints", "Klachten en geschillen", "Complaints and disputes", "A6_1_c",
            "Klachten binnen de termijn behandelen en bewaren wat nodig is als een geschil bij een commissie komt.",
            Terms("P1Y", "P1Y", "P2Y"),
            ["service", "complaint", "evidence", "dispute", "rights-request", "legal-claim"])
        {
            Recording = "opt-out", Protection = "sensitive", Owner = "Hoofd klachten",
        },
        new("complaints-about-staff", "Klachten over medewerkers", "Complaints about staff", "A6_1_f",
            "Klachten over het gedrag of de toezegging van een medewerker onderzoeken, eerlijk voor klant en medewerker.",
            Terms("P180D", "P180D", "P1Y"), ["service", "quality", "complaint", "dispute", "rights-request", "legal-claim"])
        {
            Recording = "opt-out", Protection = "high", People = ["customers", "employees"], Owner = "Personeelszaken",
            Note = "Afspraak met de ondernemingsraad: teamleiders luisteren deze gesprekken niet terug.",
        },
        new("privacy-requests", "Privacyverzoeken behandelen", "Handling rights requests", "A6_1_c",
            "AVG-verzoeken beantwoorden en kunnen laten zien dat dat op tijd is gebeurd.",
            Terms("P1Y", "P1Y", "P2Y"), ["rights-request", "complaint", "evidence", "legal-claim"]) { Protection = "sensitive", Owner = "Privacyfunctionaris" },
        new("quality-training", "Kwaliteit en training", "Quality and training", "A6_1_f",
            "Gesprekken verbeteren door een kleine steekproef met de medewerker terug te luisteren.",
            Terms("P30D", "P30D", "P30D"), ["quality", "coaching", "rights-request"]),
    ];

    // A transcript and what is derived never outlive the sound they were made from.
    static Dictionary<string, string> Terms(string recording, string chat, string mail) => new()
    {
        ["recording"] = recording,
        ["transcript"] = recording,
        ["derived"] = recording,
        ["chat"] = chat,
        ["mail"] = mail,
        ["attachment"] = mail,
        ["call-metadata"] = mail,
        ["profile"] = mail,
    };
}
