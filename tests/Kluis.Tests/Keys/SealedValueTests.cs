using Kluis.Keys;
using Kluis.Vault;

namespace Kluis.Tests.Keys;

/// <summary>The personal fields of a row open under their holder, in their row, and nowhere else.</summary>
public sealed class SealedValueTests
{
    readonly RootKey holder = NewHolder();
    readonly Guid row = Guid.CreateVersion7();

    [Fact]
    public void A_value_comes_back_as_it_was()
    {
        var value = new Value(Known.CustomerName, [Known.CustomerPhone, "ⵣ 語 \0"], null);
        var opened = SealedValue.Seal(holder, "party", row, value).Open<Value>(holder, "party", row);
        Assert.Equal((value.Name, value.Note), (opened.Name, opened.Note));
        Assert.Equal(value.Numbers, opened.Numbers);
    }

    [Fact]
    public void A_value_of_a_conversation_comes_back_as_it_was()
    {
        using var secret = ConversationSecret.New(row);
        Assert.Equal(Known.Said, SealedValue.Seal(secret, "conversation", row, Known.Said).Open<string>(secret, "conversation", row));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(100_000)]
    public void Bytes_of_every_length_come_back(int length)
    {
        byte[] value = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 3))];
        var opened = SealedValue.SealBytes(holder, "party", row, value).Open(holder.Secret, holder.Id, holder.Generation, "party", row);
        Assert.Equal(value, opened);
    }

    [Fact]
    public void Two_sealings_of_one_value_have_nothing_in_common()
    {
        var (one, other) = (SealedValue.Seal(holder, "party", row, Known.CustomerName), SealedValue.Seal(holder, "party", row, Known.CustomerName));
        Assert.NotEqual(one.RowKey[13..45], other.RowKey[13..45]);
        Assert.NotEqual(one.Sealed[13..45], other.Sealed[13..45]);
    }

    [Fact]
    public void The_length_of_a_short_value_does_not_show() =>
        Assert.Equal(
            SealedValue.Seal(holder, "party", row, "Bo").Sealed.Length,
            SealedValue.Seal(holder, "party", row, Known.CustomerName).Sealed.Length);

    [Fact]
    public void A_row_moved_elsewhere_is_refused()
    {
        var value = SealedValue.Seal(holder, "party", row, Known.CustomerName);
        using var stranger = NewHolder();
        using var later = new RootKey(holder.Id, holder.Kind, 2, holder.Secret.ToArray());
        AssertRefused(() => value.Open<string>(holder, "conversation", row));
        AssertRefused(() => value.Open<string>(holder, "party", Guid.CreateVersion7()));
        AssertRefused(() => value.Open<string>(stranger, "party", row));
        AssertRefused(() => value.Open<string>(later, "party", row));
    }

    [Fact]
    public void Halves_of_two_rows_are_refused()
    {
        var other = Guid.CreateVersion7();
        var (one, two) = (SealedValue.Seal(holder, "party", row, "a"), SealedValue.Seal(holder, "party", other, "b"));
        var older = SealedValue.Seal(holder, "party", row, "earlier");
        AssertRefused(() => (one with { Sealed = two.Sealed }).Open<string>(holder, "party", row));
        AssertRefused(() => (one with { RowKey = two.RowKey }).Open<string>(holder, "party", row));
        AssertRefused(() => (one with { Sealed = older.Sealed }).Open<string>(holder, "party", row));
    }

    [Fact]
    public void Any_changed_byte_is_refused()
    {
        var value = SealedValue.Seal(holder, "party", row, "a");
        for (var i = 0; i < value.Sealed.Length; i++)
            AssertRefused(() => (value with { Sealed = Changed(value.Sealed, i) }).Open<string>(holder, "party", row));
        for (var i = 0; i < value.RowKey.Length; i++)
            AssertRefused(() => (value with { RowKey = Changed(value.RowKey, i) }).Open<string>(holder, "party", row));
        AssertRefused(() => (value with { Sealed = value.Sealed[..^1] }).Open<string>(holder, "party", row));
        AssertRefused(() => (value with { Sealed = [] }).Open<string>(holder, "party", row));
    }

    sealed record Value(string Name, string[] Numbers, string? Note);

    static RootKey NewHolder() => new(VaultId.New(), RootKind.Subject, 1, System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    static byte[] Changed(byte[] bytes, int at)
    {
        var changed = bytes.ToArray();
        changed[at] ^= 0x40;
        return changed;
    }

    static void AssertRefused(Func<string> open)
    {
        var fault = Assert.Throws<VaultException>(open);
        Assert.Contains(fault.Code, new[] { "keys.unavailable", "object.tampered" });
        Assert.DoesNotContain(Known.CustomerName, fault.ToString(), StringComparison.Ordinal);
    }
}
