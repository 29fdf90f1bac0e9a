using System.Security.Cryptography;
using System.Text;
using Kluis.Keys;
using Microsoft.AspNetCore.DataProtection;

namespace Kluis.Web;

/// <summary>
/// Seals what travels through a browser or a caller and comes back (anti-forgery, cursors): AES-256-GCM under a key that is
/// derived from the account key, so that nothing lies on disk and every node reads what another wrote.
/// </summary>
sealed class HouseProtection(KeyChain chain) : IDataProtectionProvider
{
    public IDataProtector CreateProtector(string purpose) => new Protector(chain, purpose);

    sealed class Protector(KeyChain chain, string purpose) : IDataProtector
    {
        const int Nonce = 12, Tag = 16;

        public IDataProtector CreateProtector(string inner) => new Protector(chain, $"{purpose}\n{inner}");

        public byte[] Protect(byte[] plaintext)
        {
            var result = new byte[Nonce + plaintext.Length + Tag];
            RandomNumberGenerator.Fill(result.AsSpan(0, Nonce));
            using var aes = Cipher();
            aes.Encrypt(result.AsSpan(0, Nonce), plaintext, result.AsSpan(Nonce, plaintext.Length), result.AsSpan(Nonce + plaintext.Length));
            return result;
        }

        public byte[] Unprotect(byte[] protectedData)
        {
            if (protectedData.Length < Nonce + Tag)
                throw new CryptographicException("Too short.");
            var result = new byte[protectedData.Length - Nonce - Tag];
            using var aes = Cipher();
            aes.Decrypt(protectedData.AsSpan(0, Nonce), protectedData.AsSpan(Nonce, result.Length), protectedData.AsSpan(Nonce + result.Length), result);
            return result;
        }

        AesGcm Cipher() => new(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, chain.House(RootKind.Account).Secret.ToArray(), 32, info: Encoding.UTF8.GetBytes($"kluis/web/v1\n{purpose}")), Tag);
    }
}
