using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Tests.Keys;

public abstract class BlindIndexTests(Store store) : VaultTests(store)
{
    static readonly Identifier phone = Identifier.Phone(Known.CustomerPhone, "NL")!.Value;

    BlindIndex Index => Vault.Get<BlindIndex>();

    [Fact]
    public void A_token_is_the_documented_function_of_key_organisation_field_and_value()
    {
        // vault.md §4, computed here by other means.
        var organisation = Vault.Product.Chain.Installation.Organisation.ToByteArray(bigEndian: true);
        byte[] info = [.. "bix/v1"u8, .. organisation, .. "phone"u8];
        var fieldKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, Vault.Product.Chain.House(RootKind.Index).Secret.ToArray(), 32, info: info);
        var mac = HMACSHA256.HashData(fieldKey, Encoding.UTF8.GetBytes("phone\0" + phone.Value));
        Assert.Equal(new IndexToken(BinaryPrimitives.ReadInt64BigEndian(mac), "phone", 1), Index.TokenOf(phone));
    }

    [Fact]
    public void Two_spellings_have_one_token_and_two_numbers_have_two()
    {
        Assert.Equal(Index.TokenOf(phone), Index.TokenOf(Identifier.Phone(Known.CustomerPhoneAsDialled, "NL")!.Value));
        Assert.NotEqual(Index.TokenOf(phone), Index.TokenOf(Identifier.Phone(Known.OtherPhone, "NL")!.Value));
    }

    [Fact]
    public void The_same_value_in_another_field_has_another_token() =>
        Assert.NotEqual(Index.TokenOf(phone).Token, Index.TokenOf(Identifier.Customer(phone.Value)!.Value).Token);

    [Fact]
    public async Task Another_organisation_has_other_tokens()
    {
        await using var other = await RunningVault.StartAsync(Store.Sqlite);
        Assert.NotEqual(Index.TokenOf(phone).Token, other.Get<BlindIndex>().TokenOf(phone).Token);
    }

    [Fact]
    public void The_organisation_counts_even_under_the_same_key()
    {
        var chain = Vault.Product.Chain;
        byte[] Info(Guid organisation) => [.. "bix/v1"u8, .. organisation.ToByteArray(bigEndian: true), .. "phone"u8];
        byte[] Key(Guid organisation) => HKDF.DeriveKey(HashAlgorithmName.SHA256, chain.House(RootKind.Index).Secret.ToArray(), 32, info: Info(organisation));
        var other = HMACSHA256.HashData(Key(Vault.Product.Ids.New()), Encoding.UTF8.GetBytes("phone\0" + phone.Value));
        Assert.NotEqual(BinaryPrimitives.ReadInt64BigEndian(other), Index.TokenOf(phone).Token);
    }

    [Fact]
    public async Task A_person_is_found_by_the_token_and_by_no_other()
    {
        var (one, other) = (Vault.Product.Ids.New(), Vault.Product.Ids.New());
        await AddAsync(Index.TokenOf(phone), one);
        await AddAsync(Index.TokenOf(phone), one);
        await AddAsync(Index.TokenOf(phone), other);
        Assert.Equal(new[] { one, other }.Order(), (await FindAsync(phone)).Order());
        Assert.Empty(await FindAsync(Identifier.Phone(Known.OtherPhone, "NL")!.Value));
        Assert.Empty(await FindAsync(Identifier.Customer(phone.Value)!.Value));
    }

    [Fact]
    public async Task While_the_index_key_changes_rows_under_both_keys_are_found()
    {
        var (before, after) = (Vault.Product.Ids.New(), Vault.Product.Ids.New());
        var old = Index.TokenOf(phone);
        await AddAsync(old, before);
        var (key, row) = Vault.Product.Chain.NewRoot(RootKind.Index, generation: 2);
        key.Dispose();
        Assert.True(await new KeyStore(Vault.Product.Database).AddHouseKeyAsync(row, default));
        await Vault.RestartAsync();
        var token = Index.TokenOf(phone);
        Assert.Equal(2, token.KeyV);
        Assert.NotEqual(old.Token, token.Token);
        await AddAsync(token, after);
        Assert.Equal(new[] { before, after }.Order(), (await FindAsync(phone)).Order());
    }

    Task AddAsync(IndexToken token, Guid person) =>
        Vault.Product.Database.WriteAsync(
            async connection =>
            {
                await connection.InsertAsync(BlindIndexStore.RowOf(token, person));
                return true;
            },
            default);

    Task<List<Guid>> FindAsync(Identifier identifier) =>
        Vault.Product.Database.ReadAsync(connection => BlindIndexStore.FindAsync(connection, Index.TokensOf(identifier)), default);
}

public sealed class BlindIndexTests_on_sqlite() : BlindIndexTests(Store.Sqlite);

public sealed class BlindIndexTests_on_postgres() : BlindIndexTests(Store.Postgres);
