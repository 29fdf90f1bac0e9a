namespace Kluis.Vault;

/// <summary>A line of the list of a store.</summary>
/// <param name="Id">Id of the object.</param>
/// <param name="Size">Bytes as stored (sealed).</param>
/// <param name="Written">Last writing (UTC).</param>
/// <param name="Partial">True for what an unfinished or running writing has left.</param>
public sealed record StoredObject(VaultId Id, long Size, DateTimeOffset Written, bool Partial);
