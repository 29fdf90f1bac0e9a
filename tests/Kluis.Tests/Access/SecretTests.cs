using Kluis.Access;

namespace Kluis.Tests.Access;

public sealed class SecretTests
{
    [Fact]
    public void Two_secrets_are_never_the_same_and_their_hash_is_SHA256()
    {
        var secrets = Enumerable.Range(0, 1000).Select(_ => Secret.New()).ToList();
        Assert.Equal(1000, secrets.Distinct().Count());
        Assert.All(secrets, secret => Assert.Equal(43, secret.Length));
        Assert.Equal("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", Convert.ToHexString(Secret.Hash("abc")));
    }
}
