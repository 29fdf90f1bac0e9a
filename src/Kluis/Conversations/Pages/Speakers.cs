using Kluis.Web;

namespace Kluis.Conversations.Pages;

/// <summary>Who is speaking, in the words of the page: a party by what they are, not by what they are called.</summary>
sealed class Speakers(IReadOnlyList<PersonView> people, Words words)
{
    public bool IsStaff(int? party) => Find(party)?.IsStaff == true;

    public string NameOf(int? party, string? said = null)
    {
        if (Find(party) is { } person)
            return words[person.IsStaff ? "person.agent" : "person.customer"];
        return said?.ToLowerInvariant() switch
        {
            null => words["person.someone"],
            "agent" => words["person.agent"],
            "customer" or "caller" or "client" => words["person.customer"],
            var number when number.Length <= 3 && number.All(char.IsAsciiDigit) => words["person.speaker", int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) + 1],
            _ => said,
        };
    }

    public string ClassOf(int? party, string? said = null) =>
        IsStaff(party) || string.Equals(said, "agent", StringComparison.OrdinalIgnoreCase) ? "who--agent" : "who--cust";

    PersonView? Find(int? party) => party is null ? null : people.FirstOrDefault(person => person.Position == party);
}

/// <summary>What the player of one recording needs.</summary>
sealed record PlayerView(RecordingView Recording, string Address, string Opening, Speakers Speakers)
{
    public string Sound => $"{Address}/recordings/{Recording.Number}?opening={Opening}";

    public string Peaks => $"{Address}/recordings/{Recording.Number}/peaks?opening={Opening}";

    public double Seconds => (Recording.Part.DurationMs ?? 0) / 1000.0;
}

/// <summary>What the list of turns needs.</summary>
sealed record TranscriptPart(TranscriptView Transcript, string Address, string Opening, Speakers Speakers)
{
    public string File => $"{Address}/content/{Transcript.Part.Section}/{Transcript.Part.Position}?opening={Opening}";

    /// <summary>The sound from that turn on: a browser without script plays it from there.</summary>
    public string? SoundAt(double? start) =>
        start is { } seconds && Transcript.Recording is { } number
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Address}/recordings/{number}?opening={Opening}#t={seconds:0.#}")
            : null;
}
