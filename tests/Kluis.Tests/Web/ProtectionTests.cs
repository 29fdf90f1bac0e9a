using System.Security.Cryptography;
using Kluis.Web;
using Microsoft.AspNetCore.DataProtection;

namespace Kluis.Tests.Web;

/// <summary>What leaves and comes back is opened only here, only for its purpose, and only unchanged.</summary>
public sealed class ProtectionTests(SqliteVault vault) : SharedVaultTests(vault), IClassFixture<SqliteVault>
{
    [Fact]
    public async Task A_cursor_comes_back_as_it_was_also_after_a_restart()
    {
        var id = Guid.NewGuid().ToString();
        var cursor = Vault.Get<Cursors>().Seal(1234567890123, id);
        Assert.DoesNotContain("1234567890123", cursor, StringComparison.Ordinal);
        Assert.Equal((1234567890123, id), Vault.Get<Cursors>().Open(cursor));
        await Vault.RestartAsync();
        Assert.Equal((1234567890123, id), Vault.Get<Cursors>().Open(cursor));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("!!!!")]
    [InlineData("AAAA")]
    [InlineData("MTIzNDU2Nzg5MDEyMyAwMTljYWRjNi05YTgwLTcwMDItOWUzMi05ZGFiODI2ZWY3ZTM")]
    public void What_was_not_sealed_here_is_no_cursor(string text) => Assert.Null(Vault.Get<Cursors>().Open(text));

    [Fact]
    public async Task A_cursor_of_another_installation_is_none()
    {
        await using var other = await RunningVault.StartAsync(Store.Sqlite);
        Assert.Null(other.Get<Cursors>().Open(Vault.Get<Cursors>().Seal(1, "x")));
    }

    [Fact]
    public void Any_changed_byte_is_refused()
    {
        var protector = Vault.Get<IDataProtectionProvider>().CreateProtector("a");
        var sealedBytes = protector.Protect([1, 2, 3]);
        for (var i = 0; i < sealedBytes.Length; i++)
        {
            var changed = sealedBytes.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => protector.Unprotect(changed));
        }
        Assert.ThrowsAny<CryptographicException>(() => protector.Unprotect([]));
        Assert.Equal([1, 2, 3], protector.Unprotect(sealedBytes));
    }

    [Fact]
    public void What_is_sealed_for_one_purpose_opens_for_no_other()
    {
        var provider = Vault.Get<IDataProtectionProvider>();
        var sealedBytes = provider.CreateProtector("a").Protect([1]);
        Assert.ThrowsAny<CryptographicException>(() => provider.CreateProtector("b").Unprotect(sealedBytes));
        Assert.ThrowsAny<CryptographicException>(() => provider.CreateProtector("a").CreateProtector("b").Unprotect(sealedBytes));
    }

    [Fact]
    public async Task Nothing_of_it_lies_in_a_file()
    {
        Vault.Get<IDataProtectionProvider>().CreateProtector("a").Protect([1]);
        (await Vault.Http.GetAsync("/sign-in")).Dispose();
        Assert.Empty(Directory.GetFiles(Vault.Settings.Data, "key-*.xml", SearchOption.AllDirectories));
    }
}
