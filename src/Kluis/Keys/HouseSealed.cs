namespace Kluis.Keys;

/// <summary>A sealed row of the product itself: under a key of the house, which the row names, so that a newer one locks nothing out.</summary>
sealed record HouseSealed(string HolderId, byte[] RowKey, byte[] Sealed)
{
    public static HouseSealed Seal<T>(KeyChain chain, RootKind kind, string table, Guid id, T content)
    {
        var key = chain.House(kind);
        var value = SealedValue.Seal(key, table, id, content);
        return new(key.Id.ToString(), value.RowKey, value.Sealed);
    }

    /// <exception cref="Vault.VaultException">The key is gone, or the row is not what was written.</exception>
    public T Open<T>(KeyChain chain, RootKind kind, string table, Guid id)
    {
        var key = chain.AllOf(kind).FirstOrDefault(each => each.Id.ToString() == HolderId)
            ?? throw new Vault.VaultException("keys.unavailable", $"The key of row {id} in {table} is missing.");
        return new SealedValue(RowKey, Sealed).Open<T>(key, table, id);
    }
}
