namespace Kluis.AuditLog.Tests;

public sealed class ProofTests
{
    const int Largest = 70;

    static readonly byte[][] Leaves = [.. Samples.Leaves(Largest).Select(leaf => TreeBuilder.LeafHash(leaf))];
    static readonly byte[][] Roots = [.. Enumerable.Range(0, Largest + 1).Select(size => Proofs.Root(size, new Memory(size)))];

    [Fact]
    public void Roots_over_stored_hashes_are_those_of_the_builder()
    {
        var tree = new TreeBuilder();
        for (var size = 0; size <= Largest; size++)
        {
            Assert.Equal(tree.Root(), Roots[size]);
            if (size < Largest)
                tree.AppendHash(Leaves[size]);
        }
    }

    [Fact]
    public void Every_leaf_of_every_tree_is_proved_and_of_the_proof_nothing_may_change()
    {
        for (var size = 1; size <= Largest; size++)
            for (var index = 0; index < size; index++)
            {
                var proof = Proofs.Inclusion(index, size, new Memory(size));
                Assert.True(Verify(index, size, proof));
                Assert.All(Broken(proof), broken => Assert.False(Verify(index, size, broken)));
                Assert.False(Verify(index, size - 1, proof));
                Assert.False(size > 1 && Proofs.VerifyInclusion(Leaves[index], (index + 1) % size, size, Roots[size], proof));
                Assert.False(Proofs.VerifyInclusion(new byte[32], index, size, Roots[size], proof));
                Assert.False(Proofs.VerifyInclusion(Leaves[index], index, size, new byte[32], proof));
            }

        static bool Verify(int index, int size, byte[][] proof) =>
            Proofs.VerifyInclusion(Leaves[index], index, size, Roots[size], proof);
    }

    [Fact]
    public void Every_older_tree_is_proved_the_beginning_of_every_newer_one_and_nothing_may_change()
    {
        for (var newer = 0; newer <= Largest; newer++)
            for (var older = 0; older <= newer; older++)
            {
                var proof = Proofs.Consistency(older, newer, new Memory(newer));
                Assert.True(Verify(older, newer, proof));
                Assert.All(Broken(proof), broken => Assert.False(Verify(older, newer, broken)));
                Assert.False(Proofs.VerifyConsistency(older, new byte[32], newer, Roots[newer], proof));
                Assert.False(older > 0 && Proofs.VerifyConsistency(older, Roots[older], newer, new byte[32], proof));
                Assert.False(older < newer && Verify(newer, older, proof));
            }

        static bool Verify(int older, int newer, byte[][] proof) =>
            Proofs.VerifyConsistency(older, Roots[older], newer, Roots[newer], proof);
    }

    [Fact]
    public void A_forged_tree_is_not_consistent_with_the_old_one()
    {
        var forged = new TreeBuilder();
        for (var n = 0; n < 40; n++)
            forged.AppendHash(n == 3 ? new byte[32] : Leaves[n]);
        var proof = Proofs.Consistency(20, 40, new Memory(40));
        Assert.False(Proofs.VerifyConsistency(20, Roots[20], 40, forged.Root(), proof));
    }

    [Fact]
    public void Nonsense_proves_nothing_and_asking_for_it_is_a_mistake()
    {
        Assert.False(Proofs.VerifyInclusion(null!, 0, 1, Roots[1], []));
        Assert.False(Proofs.VerifyInclusion(Leaves[0], 0, 1, null!, []));
        Assert.False(Proofs.VerifyInclusion(Leaves[0], 0, 1, Roots[1], null!));
        Assert.False(Proofs.VerifyInclusion(Leaves[0], -1, 1, Roots[1], []));
        Assert.False(Proofs.VerifyConsistency(-1, Roots[0], 1, Roots[1], []));
        Assert.False(Proofs.VerifyConsistency(1, Roots[1], 2, Roots[2], [new byte[33]]));
        Assert.False(Proofs.VerifyConsistency(0, Roots[1], 1, Roots[1], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Proofs.Inclusion(5, 5, new Memory(5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Proofs.Consistency(6, 5, new Memory(5)));
    }

    static IEnumerable<byte[][]> Broken(byte[][] proof)
    {
        yield return [.. proof, new byte[32]];
        yield return [new byte[32], .. proof];
        for (var n = 0; n < proof.Length; n++)
        {
            yield return [.. proof[..n], .. proof[(n + 1)..]];
            byte[] hash = [.. proof[n]];
            hash[n % 32] ^= 1;
            yield return [.. proof[..n], hash, .. proof[(n + 1)..]];
        }
    }

    /// <summary>Computes every subtree anew and refuses to look outside the tree.</summary>
    sealed class Memory(long size) : IHashSource
    {
        public byte[] Hash(int level, long index)
        {
            Assert.InRange((index + 1) << level, 1, size);
            var tree = new TreeBuilder();
            for (var n = index << level; n < (index + 1) << level; n++)
                tree.AppendHash(Leaves[n]);
            return tree.Root();
        }
    }
}
