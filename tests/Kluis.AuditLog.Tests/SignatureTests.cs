using System.Numerics;
using System.Text;

namespace Kluis.AuditLog.Tests;

public sealed class SignatureTests
{
    // The key and the note of the public example of Go's sumdb/note.
    const string ExampleKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const string ExampleSecret = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"; // type byte, seed
    const string ExampleText =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const string ExampleNote = ExampleText +
        "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    [Theory] // RFC 8032 §7.1, tests 1 to 3
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Signatures_are_those_of_the_RFC(string seed, string publicKey, string message, string signature)
    {
        using var signer = LogSigner.FromSeed("x", Convert.FromHexString(seed));
        var data = Convert.FromHexString(message);
        Assert.EndsWith(Convert.ToBase64String([1, .. Convert.FromHexString(publicKey)]), signer.VerifierKey.ToString(), StringComparison.Ordinal);
        Assert.Equal(signature, Convert.ToHexStringLower(signer.Sign(data)));
        Assert.True(signer.VerifierKey.Verify(data, Convert.FromHexString(signature)));
        Assert.False(signer.VerifierKey.Verify([.. data, 0], Convert.FromHexString(signature)));
    }

    [Fact]
    public void A_signature_with_one_bit_changed_or_another_length_or_a_second_spelling_is_refused()
    {
        using var signer = Samples.Signer();
        var signature = signer.Sign("text"u8);
        for (var bit = 0; bit < 512; bit++)
        {
            byte[] changed = [.. signature];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(signer.VerifierKey.Verify("text"u8, changed));
        }
        Assert.False(signer.VerifierKey.Verify("text"u8, signature.AsSpan(0, 63)));
        Assert.False(signer.VerifierKey.Verify("text"u8, [.. signature, 0]));
        Assert.False(signer.VerifierKey.Verify("text"u8, PlusGroupOrder(signature)));
    }

    [Fact]
    public void The_public_example_is_read_and_written_byte_for_byte()
    {
        var key = VerifierKey.Parse(ExampleKey);
        Assert.Equal("PeterNeumann", key.Name);
        Assert.Equal(ExampleKey, key.ToString());
        Assert.Equal(ExampleText, SignedNote.Open(ExampleNote, key));
        using var signer = LogSigner.FromSeed("PeterNeumann", Convert.FromBase64String(ExampleSecret).AsSpan(1));
        Assert.Equal(ExampleKey, signer.VerifierKey.ToString());
        Assert.Equal(ExampleNote, SignedNote.Sign(ExampleText, signer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PeterNeumann")]
    [InlineData("PeterNeumann+c74f20a3")]
    [InlineData("PeterNeumann+c74f20a3+")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")] // another id
    [InlineData("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")] // capitals
    [InlineData("PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")] // another type
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n")]
    [InlineData(" PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")]
    public void A_key_in_any_other_form_is_refused(string text) =>
        Assert.Equal("key.malformed", Assert.Throws<LogException>(() => VerifierKey.Parse(text)).Code);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\u00a0b")]
    [InlineData("a\nb")]
    public void A_key_is_not_given_a_name_that_cannot_be_written(string name) =>
        Assert.Equal("key.malformed", Assert.Throws<LogException>(() => LogSigner.Generate(name)).Code);

    [Fact]
    public void A_generated_key_comes_back_from_its_seed_and_is_gone_after_disposal()
    {
        var signer = LogSigner.Generate(Samples.Origin);
        using var again = LogSigner.FromSeed(Samples.Origin, signer.Seed);
        Assert.Equal(signer.VerifierKey.ToString(), again.VerifierKey.ToString());
        Assert.Equal(signer.Sign("a"u8), again.Sign("a"u8));
        Assert.NotEqual(signer.VerifierKey.ToString(), LogSigner.Generate(Samples.Origin).VerifierKey.ToString());
        signer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => signer.Seed.Length);
        Assert.Throws<ObjectDisposedException>(() => signer.Sign("a"u8));
    }

    [Fact]
    public void Threads_may_share_a_key()
    {
        using var signer = Samples.Signer();
        Parallel.For(0, 500, n =>
        {
            var data = Encoding.ASCII.GetBytes($"{n}");
            Assert.True(signer.VerifierKey.Verify(data, signer.Sign(data)));
        });
    }

    /// <summary>The same signature equation with S + L instead of S, which RFC 8032 §5.1.7 forbids.</summary>
    static byte[] PlusGroupOrder(byte[] signature)
    {
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        return [.. signature[..32], .. s.ToByteArray(isUnsigned: true)];
    }
}
