namespace Kluis.AuditLog;

/// <summary>
/// The published form of a log, exactly as C2SP tlog-tiles: <c>checkpoint</c>, <c>tile/L/N[.p/W]</c> and
/// <c>tile/entries/N[.p/W]</c>. The folder is written behind the table of entries and mends itself from it: what a
/// crash or a deletion took is written again after the next start. One writer at a time.
/// </summary>
/// <remarks>
/// After each signed checkpoint, and the same way for an export into an empty folder:
/// <code>
/// await folder.AppendAsync(checkpoint.Size, from => store.LeavesFrom(from), stop);
/// folder.PublishCheckpoint(note);
/// </code>
/// </remarks>
public sealed class TileFolder(string folder)
{
    // After a start this many bundles are compared with the table: a power cut may have left the newest files empty.
    const long DoubtfulBundles = 64;

    State? known;
    HashSet<string>? partialFolders; // looked for at the first checkpoint, followed from then on

    /// <summary>
    /// Writes the tiles and entries of a tree of <paramref name="size"/> leaves. A file that is already right is left
    /// alone, so a call may be repeated. Memory: one bundle (≤ 2 MiB) and one tile a level.
    /// </summary>
    /// <param name="size">Size of the checkpoint that will be published next.</param>
    /// <param name="leavesFrom">
    /// Gives the leaves from an index on, in order; asked once, with the index of the first leaf that the folder still
    /// needs. It may give more than the size.
    /// </param>
    /// <param name="stop">Ends the work; the next call finds what was done.</param>
    /// <exception cref="LogException">
    /// <c>log.short</c>: fewer leaves than the size; <c>log.ahead</c>: the folder has more leaves than the size;
    /// <c>leaf.too-long</c>.
    /// </exception>
    public async Task AppendAsync(
        long size, Func<long, IAsyncEnumerable<byte[]>> leavesFrom, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentNullException.ThrowIfNull(leavesFrom);
        var state = known ?? Look();
        known = null; // whatever fails below, the next call looks at the disk again
        if (size < state.AtLeast)
            throw new LogException("log.ahead", $"The folder holds {state.AtLeast} entries, the log only {size}.");
        await AddLeavesAsync(state, size, leavesFrom, stop).ConfigureAwait(false);
        state.AtLeast = size;
        known = state;
    }

    /// <summary>
    /// Publishes a signed checkpoint over the tiles that <see cref="AppendAsync"/> wrote, then removes the partial
    /// tiles of smaller sizes: at every moment the folder has all that its checkpoint promises.
    /// </summary>
    /// <exception cref="LogException">
    /// <c>checkpoint.root</c>: the tiles have another root; <c>checkpoint.older</c>: a larger one, or another one of
    /// the same size, is published; <c>tile.missing</c>; <c>note.malformed</c>; <c>checkpoint.malformed</c>.
    /// </exception>
    public void PublishCheckpoint(string note)
    {
        var checkpoint = Checkpoint.ReadUnverified(note);
        if (!Proofs.Root(checkpoint.Size, HashesAt(checkpoint.Size)).AsSpan().SequenceEqual(checkpoint.Root))
            throw new LogException("checkpoint.root", "The tiles in the folder have another root than the checkpoint.");
        if (Published() is { } last && last != checkpoint && last.Size >= checkpoint.Size)
            throw new LogException("checkpoint.older", $"The folder has a checkpoint of {last.Size} entries already.");
        Write(TileName.Checkpoint, NoteText.ToUtf8(note));
        RemovePartial(checkpoint.Size);
    }

    /// <summary>The note of the newest published checkpoint, not verified; null when nothing is published.</summary>
    public string? ReadCheckpoint()
    {
        try
        {
            return File.ReadAllText(At(TileName.Checkpoint));
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the published files of the full bundle <paramref name="n"/>, entries and tile, are exactly those of these 256
    /// leaves.
    /// </summary>
    /// <exception cref="LogException"><c>leaf.too-long</c>.</exception>
    public bool HoldsBundle(long n, IEnumerable<byte[]> leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        var bundle = new EntryBundle();
        foreach (var leaf in leaves)
            bundle.Add(leaf);
        return bundle.Width == Merkle.TileWidth
            && IsFile(TileName.Entries(n, Merkle.TileWidth), bundle.Entries.Span)
            && IsFile(TileName.Hashes(0, n, Merkle.TileWidth), bundle.Hashes.Span);
    }

    /// <summary>The hashes of the tree of a published size, for <see cref="Proofs"/>.</summary>
    public IHashSource HashesAt(long size) => new TileHashes(folder, size);

    async Task AddLeavesAsync(
        State state, long size, Func<long, IAsyncEnumerable<byte[]>> leavesFrom, CancellationToken stop)
    {
        var next = state.Whole;
        var bundle = new EntryBundle();
        await foreach (var leaf in leavesFrom(next).WithCancellation(stop).ConfigureAwait(false))
        {
            if (next == size)
                break;
            bundle.Add(leaf);
            if (++next % Merkle.TileWidth != 0)
                continue;
            AddWhole(state, bundle);
            bundle.Clear();
        }
        if (next != size)
            throw new LogException("log.short", $"The log has only {next} of the {size} entries of its checkpoint.");
        WritePartial(state, size, bundle);
    }

    void AddWhole(State state, EntryBundle bundle)
    {
        var n = state.Whole / Merkle.TileWidth;
        Write(TileName.Entries(n, Merkle.TileWidth), bundle.Entries.Span);
        Write(TileName.Hashes(0, n, Merkle.TileWidth), bundle.Hashes.Span);
        AddHash(state, 1, n, Merkle.Root(bundle.Hashes.Span));
        state.Whole += Merkle.TileWidth;
    }

    void AddHash(State state, int level, long index, byte[] hash)
    {
        var tile = state.Tile(level);
        hash.CopyTo(Merkle.At(tile, (int)(index % Merkle.TileWidth)));
        if (index % Merkle.TileWidth < Merkle.TileWidth - 1)
            return;
        var n = index / Merkle.TileWidth;
        Write(TileName.Hashes(level, n, Merkle.TileWidth), tile);
        AddHash(state, level + 1, n, Merkle.Root(tile));
    }

    void WritePartial(State state, long size, EntryBundle bundle)
    {
        foreach (var (level, n, width) in TileName.Partial(size))
            WritePartial(
                TileName.Hashes(level, n, width),
                level == 0 ? bundle.Hashes.Span : state.Tile(level).AsSpan(0, width * Merkle.HashLength));
        if (bundle.Width > 0)
            WritePartial(TileName.Entries(size / Merkle.TileWidth, bundle.Width), bundle.Entries.Span);
    }

    void WritePartial(string name, ReadOnlySpan<byte> content)
    {
        Write(name, content);
        partialFolders?.Add(Path.GetDirectoryName(At(name))!);
    }

    /// <summary>
    /// Finds how many leading bundles are there with all their tiles, and steps back from there to a full tile of level
    /// 1, so that the doubtful ones are compared and only the open tiles of level 2 and above have to be collected.
    /// </summary>
    State Look()
    {
        long bundles = 0;
        while (IsWhole(bundles))
            bundles++;
        var trusted = Math.Max(0, bundles - DoubtfulBundles) / Merkle.TileWidth * Merkle.TileWidth;
        var state = new State
        {
            Whole = trusted * Merkle.TileWidth,
            AtLeast = Math.Max(bundles * Merkle.TileWidth, Published()?.Size ?? 0),
        };
        for (var level = 2; TileName.Count(state.Whole, level) is > 0 and var count; level++)
            for (var n = count / Merkle.TileWidth * Merkle.TileWidth; n < count; n++)
                Merkle.Root(File.ReadAllBytes(At(TileName.Hashes(level - 1, n, Merkle.TileWidth))))
                    .CopyTo(Merkle.At(state.Tile(level), (int)(n % Merkle.TileWidth)));
        return state;
    }

    /// <summary>Whether a full bundle is there, and every full tile that ends with it.</summary>
    bool IsWhole(long bundle)
    {
        if (Length(TileName.Entries(bundle, Merkle.TileWidth)) == 0)
            return false;
        var (level, tiles) = (0, bundle + 1);
        while (Length(TileName.Hashes(level, tiles - 1, Merkle.TileWidth)) == Merkle.TileLength)
        {
            if (tiles % Merkle.TileWidth != 0)
                return true;
            (level, tiles) = (level + 1, tiles / Merkle.TileWidth);
        }
        return false;
    }

    long Length(string name) => new FileInfo(At(name)) is { Exists: true } file ? file.Length : 0;

    Checkpoint? Published()
    {
        try
        {
            return ReadCheckpoint() is { } note ? Checkpoint.ReadUnverified(note) : null;
        }
        catch (LogException)
        {
            return null;
        }
    }

    bool IsFile(string name, ReadOnlySpan<byte> content) =>
        Length(name) == content.Length && File.ReadAllBytes(At(name)).AsSpan().SequenceEqual(content);

    void RemovePartial(long size)
    {
        partialFolders ??= FindPartialFolders();
        var wanted = TileName.Partial(size)
            .Select(tile => At(TileName.Hashes(tile.Level, tile.N, tile.Width))).ToHashSet();
        wanted.Add(At(TileName.Entries(size / Merkle.TileWidth, (int)(size % Merkle.TileWidth))));
        foreach (var partial in partialFolders.Where(Directory.Exists))
        {
            foreach (var file in Directory.GetFiles(partial).Where(file => !wanted.Contains(file)))
                File.Delete(file);
            if (Directory.GetFiles(partial).Length == 0)
                Directory.Delete(partial);
        }
        partialFolders.RemoveWhere(partial => !Directory.Exists(partial));
    }

    HashSet<string> FindPartialFolders() => Directory.Exists(At(TileName.Folder))
        ? [.. Directory.EnumerateDirectories(At(TileName.Folder), "*.p", SearchOption.AllDirectories)]
        : [];

    /// <summary>
    /// Readers see the old file or the new one, never a part. No flush: a lost file is written again.
    /// </summary>
    void Write(string name, ReadOnlySpan<byte> content)
    {
        var path = At(name);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }

    string At(string name) => Path.Combine(folder, name);

    /// <summary>What is in the folder, and the hashes that its open tiles have so far.</summary>
    sealed class State
    {
        readonly List<byte[]> tiles = [];

        /// <summary>Leaves in full bundles that are written; the next one begins there.</summary>
        public long Whole { get; set; }

        /// <summary>Size below which the folder holds more than the log.</summary>
        public long AtLeast { get; set; }

        public byte[] Tile(int level)
        {
            while (tiles.Count <= level)
                tiles.Add(new byte[Merkle.TileLength]);
            return tiles[level];
        }
    }
}
