using System.Security.Cryptography;
using Kluis.Vault;

namespace Kluis.Keys;

/// <summary>A secret sealed to the intake key, and which generation of it.</summary>
sealed record IntakeSealed(long Generation, byte[] Wrapped);

/// <summary>
/// The intake key of the house: to its public half is sealed what has no owner yet. Until somebody sorts it out, nothing but
/// the private half opens it.
/// </summary>
sealed class IntakeKeys(KeyChain chain)
{
    public IntakeSealed Seal(ReadOnlySpan<byte> secret)
    {
        var newest = chain.House(RootKind.Intake);
        return new(newest.Generation, IntakeWrap.Wrap(IntakeWrap.PublicOf(newest.Secret), (uint)newest.Generation, secret));
    }

    /// <summary>The same secret under the newest pair; null for what does not open.</summary>
    public IntakeSealed? SealAnew(IntakeSealed value)
    {
        byte[] secret = [];
        try
        {
            secret = Open(value);
            return Seal(secret);
        }
        catch (VaultException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The caller zeroes the result.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: the pair of that generation is gone, or the wrap is not its own.</exception>
    public byte[] Open(IntakeSealed value)
    {
        var pair = chain.AllOf(RootKind.Intake).FirstOrDefault(key => key.Generation == value.Generation)
            ?? throw new VaultException("keys.unavailable", $"Generation {value.Generation} of the intake key is gone.");
        return IntakeWrap.Unwrap(pair.Secret, (uint)value.Generation, value.Wrapped);
    }
}
