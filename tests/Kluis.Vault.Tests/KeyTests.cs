using System.Security.Cryptography;

namespace Kluis.Vault.Tests;

/// <summary>Ids, wraps, rows and the recovery key.</summary>
public sealed class KeyTests
{
    static readonly VaultId Id = VaultId.New(), Parent = VaultId.New();

    [Fact]
    public void An_id_has_one_spelling()
    {
        var id = VaultId.FromGuid(new Guid("00112233-4455-6677-8899-aabbccddeeff"));

        Assert.Equal("00112233445566778899aabbccddeeff", id.ToString());
        Assert.Equal(Convert.FromHexString(id.ToString()), id.ToArray());
        Assert.Equal(id, VaultId.Parse(id.ToString()));
        foreach (var wrong in (string?[])[null, "", $"{id}".ToUpperInvariant(), $"{id}0", $"{id}"[1..], $"-{id}"[..32]])
            Assert.False(VaultId.TryParse(wrong, out _));
        Assert.Throws<FormatException>(() => VaultId.Parse("x"));
        Assert.NotEqual(VaultId.New(), VaultId.New());
    }

    [Fact]
    public void A_wrap_is_61_bytes_and_opens_at_its_place()
    {
        var wrap = KeyWrap.Wrap(Samples.Secret(1), 2, Id, Parent, 3, Samples.Secret(4));

        Assert.Equal(61, KeyWrap.Size);
        Assert.Equal(KeyWrap.Size, wrap.Length);
        Assert.Equal(Samples.Secret(4), KeyWrap.Unwrap(Samples.Secret(1), 2, Id, Parent, 3, wrap));
    }

    [Fact]
    public void A_wrap_moved_to_another_place_is_refused()
    {
        var wrap = KeyWrap.Wrap(Samples.Secret(1), 2, Id, Parent, 3, Samples.Secret(4));

        string Open(byte key, byte level, VaultId id, VaultId parent, uint generation) =>
            Samples.Fault(() => KeyWrap.Unwrap(Samples.Secret(key), level, id, parent, generation, wrap));

        Assert.Equal("keys.unavailable", Open(9, 2, Id, Parent, 3));
        Assert.Equal("keys.unavailable", Open(1, 9, Id, Parent, 3));
        Assert.Equal("keys.unavailable", Open(1, 2, Parent, Parent, 3));
        Assert.Equal("keys.unavailable", Open(1, 2, Id, Id, 3));
        Assert.Equal("keys.unavailable", Open(1, 2, Parent, Id, 3));
        Assert.Equal("keys.unavailable", Open(1, 2, Id, Parent, 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1000)]
    public void A_row_reads_back_and_tells_its_length_only_in_steps_of_64(int length)
    {
        // Ends in what the padding looks like.
        byte[] value = [.. Samples.Plain(length), 0x80, 0, 0];
        var row = SealedRow.Seal(Samples.Secret(1), "person", Id, value);

        Assert.Equal(value, SealedRow.Open(Samples.Secret(1), "person", Id, row));
        Assert.Equal(0, (row.Length - 29) % 64);
        Assert.Equal(1, row[0]);
    }

    [Fact]
    public void A_row_moved_to_another_place_is_refused()
    {
        var row = SealedRow.Seal(Samples.Secret(1), "person", Id, [1]);

        Assert.Equal("object.tampered", Samples.Fault(() => SealedRow.Open(Samples.Secret(2), "person", Id, row)));
        Assert.Equal("object.tampered", Samples.Fault(() => SealedRow.Open(Samples.Secret(1), "people", Id, row)));
        Assert.Equal("object.tampered", Samples.Fault(() => SealedRow.Open(Samples.Secret(1), "person", Parent, row)));
        Assert.Throws<ArgumentException>(() => SealedRow.Seal(Samples.Secret(1), "per\0son", Id, [1]));
    }

    [Fact]
    public void A_printed_recovery_key_gives_its_public_half_back()
    {
        var (text, spki) = RecoveryKey.Generate();

        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){15}[0-9A-HJKMNP-TV-Z]{4}$", text);
        Assert.Equal(spki, RecoveryKey.PublicOf(text));
        var typed = text.ToLowerInvariant().Replace("-", " \n").Replace('0', 'o').Replace('1', 'l');
        Assert.Equal(spki, RecoveryKey.PublicOf(typed));
        Assert.NotEqual(text, RecoveryKey.Generate().PrivateText);
    }

    [Fact]
    public void A_mistyped_recovery_key_is_refused()
    {
        var (text, _) = RecoveryKey.Generate();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '-')
                continue;
            var typo = text.ToCharArray();
            typo[i] = typo[i] == '7' ? '9' : '7';
            Assert.Equal("keys.unavailable", Samples.Fault(() => RecoveryKey.PublicOf(new string(typo))));
        }
        foreach (var wrong in (string[])["", "U", text[..^1], text + "0", text + text, new string('0', 64)])
            Assert.Equal("keys.unavailable", Samples.Fault(() => RecoveryKey.PublicOf(wrong)));
    }

    [Fact]
    public void What_is_agreed_with_the_public_half_is_agreed_with_the_printed_one()
    {
        var (text, spki) = RecoveryKey.Generate();
        using var sender = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var known = ECDiffieHellman.Create();
        known.ImportSubjectPublicKeyInfo(spki, out _);
        using var printed = RecoveryKey.PrivateOf(text);

        var sent = sender.DeriveRawSecretAgreement(known.PublicKey);
        Assert.Equal(sent, printed.DeriveRawSecretAgreement(sender.PublicKey));
    }
}
