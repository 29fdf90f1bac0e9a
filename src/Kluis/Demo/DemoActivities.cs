namespace Kluis.Demo;

/// <summary>The register of Lindewaard Energie: what may be kept, why and how long.</summary>
static class DemoActivities
{
    public static IReadOnlyList<DemoActivity> All { get; } =
    [
        new("customer-questions", "Klantvragen behandelen", "Handling customer questions", "A6_1_f",
            "Answer questions of customers about their energy, statements and payments, and be able to look back at "
                + "what was agreed.",
            Terms("P90D", "P120D", "P2Y"), ["service", "quality", "coaching", "complaint", "rights-request"]),
        new("contract", "Contract uitvoeren", "Running the contract", "A6_1_b",
            "Conclude, change, move and end supply contracts, and prove what was agreed.",
            Terms("P180D", "P180D", "P2Y"),
            ["service", "quality", "complaint", "evidence", "dispute", "rights-request", "legal-claim"]),
        new("outages", "Storingen melden en oplossen", "Reporting and solving outages", "A6_1_f",
            "Take reports of outages and danger, pass them to the grid operator and tell customers how it stands.",
            Terms("P30D", "P60D", "P1Y"), ["service", "incident", "complaint", "rights-request"]),
        new("complaints", "Klachten en geschillen", "Complaints and disputes", "A6_1_c",
            "Handle complaints within the term and keep what is needed should a dispute be brought before a committee.",
            Terms("P1Y", "P1Y", "P2Y"),
            ["service", "complaint", "evidence", "dispute", "rights-request", "legal-claim"]),
        new("privacy-requests", "Privacyverzoeken behandelen", "Handling rights requests", "A6_1_c",
            "Answer requests under the GDPR and be able to show that they were answered in time.",
            Terms("P1Y", "P1Y", "P2Y"), ["rights-request", "complaint", "evidence", "legal-claim"]),
        new("quality-training", "Kwaliteit en training", "Quality and training", "A6_1_f",
            "Improve conversations by listening back to a small sample with the agent.",
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
