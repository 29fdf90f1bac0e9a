using System.Security.Cryptography;

namespace Kluis.AuditLog.Tests;

public sealed class TreeTests
{
    // The eight leaves and roots that certificate transparency implementations share.
    static readonly string[] Leaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void The_roots_are_those_of_certificate_transparency()
    {
        var tree = new TreeBuilder();
        var roots = new List<string> { Convert.ToHexStringLower(tree.Root()) };
        foreach (var (leaf, index) in Leaves.Select((leaf, index) => (leaf, index)))
        {
            Assert.Equal(index, tree.Append(Convert.FromHexString(leaf)));
            roots.Add(Convert.ToHexStringLower(tree.Root()));
        }
        Assert.Equal(Roots, roots);
    }

    [Fact]
    public void The_roots_follow_the_recursive_definition_of_the_RFC()
    {
        var tree = new TreeBuilder();
        var leaves = Samples.Leaves(300).ToArray();
        for (var size = 0; size <= leaves.Length; size++)
        {
            Assert.Equal(Definition(leaves.AsSpan(0, size)), tree.Root());
            if (size < leaves.Length)
                tree.Append(leaves[size]);
        }
    }

    [Fact]
    public void A_tree_restored_at_any_size_goes_on_as_if_nothing_had_happened()
    {
        var straight = new TreeBuilder();
        var restored = new TreeBuilder();
        foreach (var leaf in Samples.Leaves(300))
        {
            straight.Append(leaf);
            restored = TreeBuilder.Restore(restored.Size, restored.RightEdge);
            restored.Append(leaf);
            Assert.Equal(straight.Root(), restored.Root());
            Assert.Equal(straight.RightEdge, restored.RightEdge);
        }
    }

    [Fact]
    public void Hashes_give_the_same_tree_as_their_leaves()
    {
        var (leaves, hashes) = (new TreeBuilder(), new TreeBuilder());
        foreach (var leaf in Samples.Leaves(77))
        {
            leaves.Append(leaf);
            hashes.AppendHash(TreeBuilder.LeafHash(leaf));
        }
        Assert.Equal(leaves.Root(), hashes.Root());
        Assert.Throws<ArgumentOutOfRangeException>(() => hashes.AppendHash(new byte[31]));
    }

    [Fact]
    public void An_edge_of_another_size_is_refused()
    {
        Assert.Equal("tree.malformed", Assert.Throws<LogException>(() => TreeBuilder.Restore(-1, [])).Code);
        Assert.Equal("tree.malformed", Assert.Throws<LogException>(() => TreeBuilder.Restore(3, [new byte[32]])).Code);
        Assert.Equal("tree.malformed", Assert.Throws<LogException>(() => TreeBuilder.Restore(1, [new byte[31]])).Code);
        Assert.Equal("tree.malformed", Assert.Throws<LogException>(() => TreeBuilder.Restore(1, [null!])).Code);
    }

    [Fact]
    public void Long_leaves_are_hashed_whole()
    {
        foreach (var length in new[] { 1022, 1023, 1024, 1025, 65535 })
        {
            var leaf = Enumerable.Range(0, length).Select(i => (byte)(i % 251)).ToArray();
            Assert.Equal(SHA256.HashData([0, .. leaf]), TreeBuilder.LeafHash(leaf));
        }
    }

    /// <summary>MTH of RFC 6962 §2.1, word for word and slowly.</summary>
    static byte[] Definition(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 0)
            return SHA256.HashData([]);
        if (leaves.Length == 1)
            return SHA256.HashData([0, .. leaves[0]]);
        var k = 1;
        while (k * 2 < leaves.Length)
            k *= 2;
        return SHA256.HashData([1, .. Definition(leaves[..k]), .. Definition(leaves[k..])]);
    }
}
