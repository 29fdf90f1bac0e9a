using System.Text;
using System.Text.Json.Nodes;

namespace Kluis.Vault.Tests;

public sealed class KeyringTests : IDisposable
{
    static readonly DateTimeOffset Later = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly TemporaryFolder folder = new();

    string File => folder["keyring.json"];

    KeyringSecret KeyFile => new KeyringSecret.KeyFile(folder["key"]);

    [Fact]
    public void A_key_wraps_and_unwraps_after_the_keyring_is_opened_again()
    {
        byte[] wrapped;
        using (var keyring = FileKeyring.CreateNew(File, KeyFile, TimeProvider.System))
        {
            keyring.Create("kluis-kek-1");
            wrapped = keyring.Wrap("kluis-kek-1", [1, 2], Samples.Secret(5));
        }

        using var again = FileKeyring.Open(File, KeyFile, TimeProvider.System);
        Assert.Equal(["kluis-kek-1"], again.Names);
        Assert.Equal(Samples.Secret(5), again.Unwrap("kluis-kek-1", [1, 2], wrapped));
    }

    [Fact]
    public void A_passphrase_opens_and_another_one_does_not()
    {
        FileKeyring.CreateNew(File, new KeyringSecret.Passphrase("right"), TimeProvider.System).Dispose();

        FileKeyring.Open(File, new KeyringSecret.Passphrase("right"), TimeProvider.System).Dispose();
        Assert.Equal("keys.unavailable", Samples.Fault(
            () => FileKeyring.Open(File, new KeyringSecret.Passphrase("wrong"), TimeProvider.System)));
        Assert.Equal("keys.unavailable", Samples.Fault(
            () => FileKeyring.Open(File, NewKeyFile(), TimeProvider.System)));
        var kdf = JsonNode.Parse(System.IO.File.ReadAllText(File))!["kdf"]!;
        Assert.True(kdf["iterations"]!.GetValue<int>() >= 600_000);
        Assert.DoesNotContain("right", new KeyringSecret.Passphrase("right").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrap_opens_only_under_its_name_and_data()
    {
        using var keyring = FileKeyring.CreateNew(File, KeyFile, TimeProvider.System);
        keyring.Create("a");
        keyring.Create("b");
        var wrapped = keyring.Wrap("a", [1], Samples.Secret(5));

        Assert.Equal("keys.unavailable", Samples.Fault(() => keyring.Unwrap("b", [1], wrapped)));
        Assert.Equal("keys.unavailable", Samples.Fault(() => keyring.Unwrap("a", [2], wrapped)));
        Assert.Equal("keys.unavailable", Samples.Fault(() => keyring.Unwrap("a", [1], wrapped.AsSpan(..^1))));
        Assert.Equal("keys.unavailable", Samples.Fault(() => keyring.Unwrap("c", [1], wrapped)));
        Assert.Equal("keys.unavailable", Samples.Fault(() => keyring.Create("a")));
        Assert.Throws<ArgumentException>(() => keyring.Create("A b"));
    }

    [Fact]
    public void A_destroyed_key_is_gone_here_and_in_every_other_holder_of_the_file()
    {
        using var keyring = FileKeyring.CreateNew(File, KeyFile, TimeProvider.System);
        using var other = FileKeyring.Open(File, KeyFile, TimeProvider.System);
        keyring.Create("a");
        keyring.Create("b");
        var wrapped = other.Wrap("a", [], Samples.Secret(5));
        var entry = JsonNode.Parse(System.IO.File.ReadAllText(File))!["keys"]![0]!["sealed"]!.GetValue<string>();

        keyring.Destroy("a");
        keyring.Destroy("a");

        Assert.Equal("keys.unavailable", Samples.Fault(() => other.Unwrap("a", [], wrapped)));
        Assert.Equal(["b"], other.Names);
        Assert.Equal(["key", "keyring.json"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.DoesNotContain(entry, System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Fact]
    public void The_old_content_is_overwritten_before_its_blocks_are_given_back()
    {
        using var keyring = FileKeyring.CreateNew(File, KeyFile, TimeProvider.System);
        keyring.Create("a");
        // An open handle still reaches the old content after its name is gone.
        using var old = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);

        keyring.Destroy("a");

        var bytes = new byte[old.Length];
        old.ReadExactly(bytes);
        Assert.All(bytes, b => Assert.Equal(0, b));
    }

    [Fact]
    public void What_a_crash_left_is_removed_at_the_next_opening()
    {
        FileKeyring.CreateNew(File, KeyFile, TimeProvider.System).Dispose();
        System.IO.File.WriteAllText(File + ".new", "half a keyr");

        FileKeyring.Open(File, KeyFile, TimeProvider.System).Dispose();

        Assert.False(System.IO.File.Exists(File + ".new"));
    }

    [Fact]
    public void A_change_of_any_byte_is_refused()
    {
        using (var keyring = FileKeyring.CreateNew(File, KeyFile, TimeProvider.System))
        {
            keyring.Create("a");
            keyring.RaiseLedgerHead(7, Samples.Secret(1));
        }
        var json = System.IO.File.ReadAllBytes(File);
        for (var i = 0; i < json.Length; i++)
        {
            // Spaces between the values say nothing.
            if (char.IsWhiteSpace((char)json[i]))
                continue;
            var changed = json.ToArray();
            changed[i] ^= 1;
            System.IO.File.WriteAllBytes(File, changed);
            Assert.Equal("keys.unavailable", Samples.Fault(() => FileKeyring.Open(File, KeyFile, TimeProvider.System)));
        }
    }

    [Fact]
    public void A_key_taken_out_or_a_head_set_back_by_an_editor_is_noticed()
    {
        using var keyring = FileKeyring.CreateNew(File, KeyFile, TimeProvider.System);
        keyring.Create("a");
        keyring.RaiseLedgerHead(7, Samples.Secret(1));
        var json = System.IO.File.ReadAllText(File);

        void Edit(Action<JsonNode> edit)
        {
            var node = JsonNode.Parse(json)!;
            edit(node);
            System.IO.File.WriteAllText(File, node.ToJsonString());
            Assert.Equal("keys.unavailable", Samples.Fault(() => _ = keyring.Names));
        }

        Edit(node => node["keys"]!.AsArray().Clear());
        Edit(node => node["keys"]!.AsArray().Add(null));
        Edit(node => node["ledgerSize"] = 6);
        Edit(node => node["ledgerHead"] = null);
        Edit(node => node["ledgerHead"] = "");
        Edit(node => node["highestTime"] = "2001-01-01T00:00:00+00:00");
        Edit(node => node["kdf"]!["keyFile"] = "/elsewhere");
        Edit(node => node["mac"] = "");
        Edit(node => node["v"] = 2);
        Edit(node => node["more"] = 1);
        Edit(node => node.AsObject().Remove("mac"));
    }

    [Fact]
    public void A_ledger_never_goes_back()
    {
        using var keyring = FileKeyring.CreateNew(File, KeyFile, TimeProvider.System);
        Assert.Null(keyring.LedgerHead);

        keyring.RaiseLedgerHead(0, Samples.Secret(0));
        keyring.RaiseLedgerHead(7, Samples.Secret(1));
        keyring.RaiseLedgerHead(7, Samples.Secret(1));

        Assert.Equal("keys.unavailable", Samples.Fault(() => keyring.RaiseLedgerHead(6, Samples.Secret(1))));
        Assert.Equal("keys.unavailable", Samples.Fault(() => keyring.RaiseLedgerHead(7, Samples.Secret(2))));
        Assert.Equal(7, keyring.LedgerSize);
        Assert.Equal(Samples.Secret(1), keyring.LedgerHead!.Value.ToArray());
    }

    [Fact]
    public void Time_never_goes_back()
    {
        using var keyring = FileKeyring.CreateNew(File, KeyFile, TimeProvider.System);

        keyring.RaiseTime(Later);
        keyring.RaiseTime(Later.AddYears(-1));

        Assert.Equal(Later, keyring.HighestTimeSeen);
    }

    [Fact]
    public void Files_that_others_may_read_are_refused_with_a_reason()
    {
        FileKeyring.CreateNew(File, KeyFile, TimeProvider.System).Dispose();
        Assert.Equal(OwnerOnly, System.IO.File.GetUnixFileMode(File));
        foreach (var path in (string[])[File, folder["key"]])
        {
            System.IO.File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.GroupRead);
            var fault = Assert.Throws<VaultException>(() => FileKeyring.Open(File, KeyFile, TimeProvider.System));
            Assert.Contains("0600", fault.Message, StringComparison.Ordinal);
            System.IO.File.SetUnixFileMode(path, OwnerOnly);
        }
        FileKeyring.Open(File, KeyFile, TimeProvider.System).Dispose();
    }

    [Fact]
    public void A_keyring_under_the_data_folder_is_refused_even_by_a_link()
    {
        Directory.CreateDirectory(folder["data/deep"]);
        Directory.CreateSymbolicLink(folder["link"], folder["data/deep"]);
        foreach (var path in (string[])["data/k", "data/deep/k", "link/k", "other/../data/k"])
        {
            Assert.Equal("keys.unavailable", Samples.Fault(
                () => FileKeyring.CreateNew(folder[path], KeyFile, TimeProvider.System, folder["data"])));
        }
        FileKeyring.CreateNew(folder["data-keyring"], KeyFile, TimeProvider.System, folder["data"]).Dispose();
    }

    [Fact]
    public void A_missing_short_or_unreadable_file_is_told_as_unavailable()
    {
        Assert.Equal("keys.unavailable", Samples.Fault(() => FileKeyring.Open(File, KeyFile, TimeProvider.System)));
        FileKeyring.CreateNew(File, KeyFile, TimeProvider.System).Dispose();
        Assert.Equal("keys.unavailable", Samples.Fault(
            () => FileKeyring.CreateNew(File, KeyFile, TimeProvider.System)));
        System.IO.File.WriteAllBytes(folder["key"], Encoding.ASCII.GetBytes("short"));
        Assert.Equal("keys.unavailable", Samples.Fault(() => FileKeyring.Open(File, KeyFile, TimeProvider.System)));
        System.IO.File.Delete(folder["key"]);
        Assert.Equal("keys.unavailable", Samples.Fault(() => FileKeyring.Open(File, KeyFile, TimeProvider.System)));
    }

    public void Dispose() => folder.Dispose();

    KeyringSecret.KeyFile NewKeyFile()
    {
        var path = folder["other-key"];
        System.IO.File.WriteAllBytes(path, Samples.Secret(3));
        System.IO.File.SetUnixFileMode(path, OwnerOnly);
        return new(path);
    }
}
