using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kluis.Conversations;

namespace Kluis.Intake;

/// <summary>The part <c>metadata</c> that comes before a recording. Unknown fields are refused: a typing error must not lose a person.</summary>
sealed record RecordingMetadata
{
    public const int Longest = 64 * 1024;

    public Guid? Activity { get; init; }

    public DateTimeOffset? Start { get; init; }

    /// <summary>Seconds.</summary>
    public double? Duration { get; init; }

    /// <summary><c>in</c> or <c>out</c>, seen from the organisation.</summary>
    public string? Direction { get; init; }

    public string? Queue { get; init; }

    public string? Team { get; init; }

    public string? AgentId { get; init; }

    public string? FileName { get; init; }

    public string? Caller { get; init; }

    public string? Called { get; init; }

    public double? WaitSeconds { get; init; }

    public double? HoldSeconds { get; init; }

    public int? Transfers { get; init; }

    public string? Disposition { get; init; }

    public IReadOnlyList<string>? MenuChoices { get; init; }

    public IReadOnlyList<MetadataParty>? Parties { get; init; }

    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 16,
        AllowDuplicateProperties = false,
    };

    /// <returns>The metadata, or the rule that is broken.</returns>
    public static (RecordingMetadata? Metadata, IntakeRefusal? Refusal) Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var metadata = JsonSerializer.Deserialize<RecordingMetadata>(json, Options);
            return metadata?.Problem() is { } problem ? (null, new("request.malformed", problem)) : metadata is null ? (null, new("request.malformed", "metadata: an object")) : (metadata, null);
        }
        catch (JsonException)
        {
            return (null, new(IsTooDeep(json) ? "request.too-deep" : "request.malformed", "metadata: JSON with the documented fields only, each of the documented type"));
        }
    }

    static bool IsTooDeep(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= Options.MaxDepth)
                    return true;
            }
        }
        catch (JsonException)
        {
            // Not JSON at all: that is what is said then.
        }
        return false;
    }

    string? Problem() => this switch
    {
        { Start: null } => "metadata.start: when the call began, RFC 3339",
        { Start.Year: < 1990 or > 2200 } => "metadata.start: a real moment",
        { Duration: < 0 or > 864_000 } => "metadata.duration: seconds, at most ten days",
        { WaitSeconds: < 0 or > 864_000 } or { HoldSeconds: < 0 or > 864_000 } => "metadata.waitSeconds, holdSeconds: seconds, at most ten days",
        { Transfers: < 0 or > 10_000 } => "metadata.transfers: 0 or more",
        { Direction: not (null or "in" or "out") } => "metadata.direction: in or out",
        _ when !Label.Fits(Queue) || !Label.Fits(Team) || !Label.Fits(AgentId) || !Label.Fits(Disposition) => "metadata: queue, team, agentId and disposition have at most 100 characters, none of them control characters",
        { FileName.Length: > 255 } or { Caller.Length: > 254 } or { Called.Length: > 254 } => "metadata: fileName, caller and called have at most 255 characters",
        _ when Parties?.Count > 100 || Parties?.Contains(null!) == true => "metadata.parties: at most 100, each an object",
        _ when MenuChoices?.Count > 100 || MenuChoices?.Contains(null!) == true => "metadata.menuChoices: at most 100, each a text",
        _ => Parties?.Select(party => party.Problem()).FirstOrDefault(problem => problem is not null),
    };
}

/// <summary>Somebody in a call, as another system tells it.</summary>
sealed record MetadataParty
{
    public string? Role { get; init; }

    public string? Name { get; init; }

    public string? Tel { get; init; }

    public string? Mailto { get; init; }

    public string? CustomerNumber { get; init; }

    public string? Postcode { get; init; }

    public string? HouseNumber { get; init; }

    public string? AgentId { get; init; }

    public string? Problem() =>
        new[] { Role, Name, Tel, Mailto, CustomerNumber, Postcode, HouseNumber, AgentId }.Any(value => value?.Length > 254)
            ? "metadata.parties: values of at most 254 characters"
            : Label.Fits(Role) && Label.Fits(AgentId) ? null : "metadata.parties: role and agentId have at most 100 characters, none of them control characters";

    /// <summary>The same as a vCon party.</summary>
    public JsonObject ToVcon()
    {
        var party = new JsonObject();
        void Add(string key, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                party[key] = value;
        }
        Add("tel", Tel);
        Add("mailto", Mailto);
        Add("name", Name);
        Add("role", Role);
        Add("customer_number", CustomerNumber);
        Add("agent_id", AgentId);
        if (!string.IsNullOrWhiteSpace(Postcode))
            party["civicaddress"] = new JsonObject { ["pc"] = Postcode, ["hno"] = HouseNumber ?? "" };
        return party;
    }
}
