using Kluis.Vault;

namespace Kluis.Audit;

/// <summary>Who does something: an account, a token, or the product itself.</summary>
/// <param name="Id">Id of the account or token, or the name of a part of the product.</param>
/// <param name="Address">Where from, for the log; null for the product itself.</param>
/// <param name="Holder">The key of this person, under which the log's disclosures about them are sealed; null: the log's own.</param>
sealed record Actor(string Id, string? Address = null, VaultId? Holder = null)
{
    /// <summary>A command on the host or a job of the product.</summary>
    public static Actor Product(string part) => new($"product:{part}");
}
