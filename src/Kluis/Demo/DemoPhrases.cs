namespace Kluis.Demo;

/// <summary>The parts that every call has, as script lines.</summary>
static class DemoPhrases
{
    public static string[] Greeting(DemoCast cast) => (cast.Language, cast.Agent) switch
    {
        ("nl", null) => ["A: Lindewaard Energie, {dag}. Waarmee kan ik u helpen?"],
        (_, null) => ["A: Lindewaard Energie, {dag}. How can I help you?"],
        ("nl", _) =>
        [
            "A: Lindewaard Energie, {dag}, u spreekt met {agent}. [Waarmee kan ik u helpen?|Wat kan ik voor u doen?|"
                + "Zegt u het maar.]",
        ],
        _ =>
        [
            "A: Lindewaard Energie, {dag}, you are speaking with {agent}. [How can I help you?|What can I do for "
                + "you?]",
        ],
    };

    /// <summary>Ways in which a customer is recognised; a person's own data are spoken here.</summary>
    public static string[][] Identifying(string language) => language == "nl" ? identifyingDutch : identifyingEnglish;

    public static string[] Parting(string language) => language == "nl"
        ?
        [
            "A: [Kan ik verder nog iets voor u doen?|Is er nog iets anders?|Heeft u nog een vraag?]",
            "C: [Nee, dank u wel.|Nee hoor, bedankt.|Dat was het, dank u.]",
            "A: [Graag gedaan. Fijne dag nog.|Tot uw dienst. Tot horens.|Prettige dag gewenst.]",
        ]
        :
        [
            "A: [Is there anything else?|Anything else I can do?]",
            "C: [No, thank you.|No, that was all.|That is it, thanks.]",
            "A: [You are welcome. Have a nice day.|My pleasure. Goodbye.]",
        ];

    static readonly string[][] identifyingDutch =
    [
        [
            "A: Mag ik uw klantnummer?", "C: [Ja, dat is {customer}.|Even kijken. {customer}.]",
            "A: Dank u, ik zie u staan.",
        ],
        ["A: Mag ik uw postcode en huisnummer?", "C: {postcode}, nummer {house}.", "A: Dank u wel."],
        [
            "A: Met welk nummer bent u bij ons bekend?", "C: [Dat is {phone}.|Met {phone}, denk ik.]",
            "A: Ja, ik heb u gevonden.",
        ],
        [
            "A: Heeft u uw klantnummer bij de hand?", "C: Nee, wel mijn postcode. {postcode}, huisnummer {house}.",
            "A: Daarmee kom ik er ook.",
        ],
    ];
    static readonly string[][] identifyingEnglish =
    [
        ["A: May I have your customer number?", "C: [Yes, it is {customer}.|One moment. {customer}.]", "A: Thank you."],
        ["A: May I have your postcode and house number?", "C: {postcode}, number {house}.", "A: Thank you, I see you."],
        ["A: Which telephone number do we have for you?", "C: It should be {phone}.", "A: Yes, I have found you."],
    ];
}
