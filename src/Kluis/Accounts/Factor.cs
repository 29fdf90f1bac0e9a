namespace Kluis.Accounts;

enum FactorKind
{
    /// <summary>An app that makes codes of six digits.</summary>
    Totp,

    Passkey,
}

/// <summary>What stands sealed in the row of a second factor, under its owner's key.</summary>
sealed record FactorSecret(string Name)
{
    /// <summary>Of an app: the shared secret.</summary>
    public byte[]? Totp { get; init; }

    public PasskeySecret? Passkey { get; init; }
}

/// <summary>What must be kept of a passkey (WebAuthn §4, credential record).</summary>
sealed record PasskeySecret(
    byte[] CredentialId, byte[] PublicKey, DateTimeOffset CreatedAt, uint SignCount, string[] Transports,
    bool IsUserVerified, bool IsBackupEligible, bool IsBackedUp, byte[] AttestationObject, byte[] ClientDataJson);

/// <summary>A second factor, opened.</summary>
sealed record Factor(Guid Id, Guid User, FactorKind Kind, FactorSecret Secret, long? LastStep, long CreatedAt, long? UsedAt);
