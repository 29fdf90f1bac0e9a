using Kluis.Web;

namespace Kluis.Tests.Web;

public sealed class SealedStateTests() : VaultTests(Store.Sqlite)
{
    sealed record Step(string Text, int Number);

    [Fact]
    public void What_was_sealed_opens_for_its_purpose_only_unchanged_and_for_a_while()
    {
        var states = Vault.Get<SealedState>();
        var text = states.Seal("one", new Step("a", 1), TimeSpan.FromMinutes(5));
        Assert.Equal(new Step("a", 1), states.Open<Step>("one", text));
        Assert.Null(states.Open<Step>("two", text));
        Assert.Null(states.Open<Step>("one", text[..^4]));
        Assert.Null(states.Open<Step>("one", "not base64"));
        Assert.Null(states.Open<Step>("one", null));
        var changed = Convert.FromBase64String(text);
        changed[20] ^= 1;
        Assert.Null(states.Open<Step>("one", Convert.ToBase64String(changed)));
        Vault.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(states.Open<Step>("one", text));
    }
}
