namespace Kluis.Vault.Tests;

/// <summary>What is sealed to the intake key opens with its private half, at its generation, unchanged, and not otherwise.</summary>
public sealed class IntakeWrapTests
{
    static readonly byte[] Private = IntakeWrap.NewPrivate(), Public = IntakeWrap.PublicOf(Private), Key = Samples.Secret(7);

    [Fact]
    public void What_was_wrapped_opens()
    {
        var wrapped = IntakeWrap.Wrap(Public, 3, Key);
        Assert.Equal(IntakeWrap.Size, wrapped.Length);
        Assert.Equal(Key, IntakeWrap.Unwrap(Private, 3, wrapped));
    }

    [Fact]
    public void The_same_key_is_wrapped_differently_each_time() =>
        Assert.NotEqual(IntakeWrap.Wrap(Public, 1, Key), IntakeWrap.Wrap(Public, 1, Key));

    [Fact]
    public void Another_generation_or_another_pair_opens_nothing()
    {
        var wrapped = IntakeWrap.Wrap(Public, 3, Key);
        Refused(() => IntakeWrap.Unwrap(Private, 4, wrapped));
        Refused(() => IntakeWrap.Unwrap(IntakeWrap.NewPrivate(), 3, wrapped));
    }

    [Fact]
    public void A_wrap_with_any_byte_changed_or_of_any_other_length_opens_nothing()
    {
        var wrapped = IntakeWrap.Wrap(Public, 3, Key);
        for (var at = 0; at < wrapped.Length; at++)
        {
            var changed = wrapped.ToArray();
            changed[at] ^= 1;
            Refused(() => IntakeWrap.Unwrap(Private, 3, changed));
            Refused(() => IntakeWrap.Unwrap(Private, 3, wrapped.AsSpan(0, at)));
        }
        Refused(() => IntakeWrap.Unwrap(Private, 3, [.. wrapped, 0]));
    }

    [Fact]
    public void What_is_no_point_of_the_curve_is_no_public_half()
    {
        var off = Public.ToArray();
        off[^1] ^= 1;
        foreach (var point in new[] { off, new byte[65], [4, .. new byte[64]], Public[1..], [.. Public, 0] })
            Refused(() => IntakeWrap.Wrap(point, 1, Key));
    }

    [Fact]
    public void What_is_no_scalar_of_the_curve_is_no_private_half()
    {
        Refused(() => IntakeWrap.PublicOf(new byte[32]));
        Refused(() => IntakeWrap.PublicOf(Enumerable.Repeat((byte)0xff, 32).ToArray()));
    }

    static void Refused(Action act) => Assert.Equal("keys.unavailable", Assert.Throws<VaultException>(act).Code);
}
