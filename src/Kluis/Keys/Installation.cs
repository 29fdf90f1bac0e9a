using Kluis.Vault;

namespace Kluis.Keys;

/// <summary>What was fixed at set-up: the organisation that all keys and contexts are bound to, and the log's name.</summary>
sealed class Installation(Guid organisation, string logOrigin, string country)
{
    public Guid Organisation { get; } = organisation;

    public string LogOrigin { get; } = logOrigin;

    /// <summary>Two letters (ISO 3166-1): how national telephone numbers and postcodes are read.</summary>
    public string Country { get; private set; } = country;

    public VaultId OrganisationId => VaultId.FromGuid(Organisation);

    /// <summary>The set-up has settled the country; nothing was stored before it.</summary>
    public void Settle(string country) => Country = country;

    /// <summary>The context that binds a sealed object to its place: <c>organisation16 ‖ owner16 ‖ kind1</c>.</summary>
    public byte[] ContextOf(Guid owner, ObjectKind kind) =>
        [.. Organisation.ToByteArray(bigEndian: true), .. owner.ToByteArray(bigEndian: true), (byte)kind];
}

enum ObjectKind
{
    Recording = 1,
    Message = 2,
    Attachment = 3,
    Transcript = 4,
    Analysis = 5,
    Waveform = 6,
    Source = 7,
    Signalling = 8,
    Intake = 9,
    AnswerPackage = 10,
    RegisterFile = 11,
}
