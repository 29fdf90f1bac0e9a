namespace Kluis.Demo;

enum DemoKind { Call, Chat, Mail }

/// <summary>
/// A customer of the fictitious organisation. The number lies in a range that nobody is given and is written as a
/// person would: national or international, with or without spaces. The language is nl or en.
/// </summary>
sealed record DemoPerson(
    string Name, string Phone, string Email, string CustomerNumber, string Postcode, string HouseNumber,
    string Language);

/// <summary>Somebody who answers customers. The id is the agent id of the telephone system, such as a17.</summary>
sealed record DemoAgent(string Id, string Name, string Team, string Queue);

/// <summary>Somebody who signs in; the role is one of the role ids of the product.</summary>
sealed record DemoUser(
    string Name, string Role, string? Team, string? Queue, IReadOnlyList<string> AgentIds, string Email);

/// <summary>One utterance or message, in seconds after the start; an estimate for a call without sound.</summary>
sealed record DemoTurn(bool ByCustomer, string Text, double? At);

/// <summary>The caller waits in the middle of a call, after the turn with this index.</summary>
sealed record DemoHold(int AfterTurn, double Seconds);

/// <summary>The call came from another queue.</summary>
sealed record DemoTransfer(string FromQueue, string ToQueue);

/// <summary>What the telephone system knows of a call. The wait of an outbound call is its ringing.</summary>
sealed record DemoCallFacts(
    int WaitSeconds, IReadOnlyList<string> IvrChoices, IReadOnlyList<DemoTransfer> Transfers,
    IReadOnlyList<DemoHold> Holds);

/// <summary>
/// A conversation before it is stored. The activity is the key of a <see cref="DemoActivity"/>, the language nl or en,
/// the direction inbound or outbound; only a call has facts.
/// </summary>
sealed record DemoConversation(
    DemoKind Kind, string Language, string Activity, DemoPerson Customer, DemoAgent Agent, string Queue,
    string Direction, DateTimeOffset Start, string SubjectLine, IReadOnlyList<DemoTurn> Turns, DemoCallFacts? Facts);

/// <summary>
/// A processing activity of the register. The legal basis is A6_1_a to A6_1_f, the letter of GDPR Art. 6(1); the terms
/// go from kind of data to ISO 8601 duration; the purposes are those for which content may be opened.
/// </summary>
sealed record DemoActivity(
    string Key, string NameNl, string NameEn, string LegalBasis, string Purpose,
    IReadOnlyDictionary<string, string> Terms, IReadOnlyList<string> Purposes)
{
    /// <summary>off, announce, opt-out or opt-in.</summary>
    public string Recording { get; init; } = "announce";

    /// <summary>normal, sensitive or high.</summary>
    public string Protection { get; init; } = "normal";

    public IReadOnlyList<string> People { get; init; } = ["customers"];

    public IReadOnlyList<string> Data { get; init; } = ["identity", "contact", "contract", "voice", "spoken", "written", "call-facts"];

    public string? Owner { get; init; } = "Hoofd klantenservice";

    public string? Note { get; init; }
}

/// <summary>A stretch of a recording, in seconds from its start.</summary>
sealed record DemoSpan(double From, double To);

/// <summary>
/// The sound of a call, in seconds. The timed turns are what is heard: not the call's own turns when the sound is a
/// carried file. The holds are where the caller waited.
/// </summary>
sealed record DemoAudio(
    byte[] Bytes, string MediaType, double Duration, IReadOnlyList<DemoTurn> TimedTurns, IReadOnlyList<DemoSpan> Holds);
