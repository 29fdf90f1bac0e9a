// Verifies an exported log with golang.org/x/mod/sumdb only: verify.go <folder> <verifier key> <proofs.json>
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proofs struct {
	Inclusion []struct {
		Index int64
		Proof [][]byte
	}
	Consistency []struct {
		Older int64
		Proof [][]byte
	}
}

// tiles reads our folder. Go writes the height of a tile into its path; tlog-tiles fixes it at 8 and leaves it out.
type tiles string

func (t tiles) Height() int { return 8 }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range wanted {
		content, err := os.ReadFile(t.path(tile))
		if err != nil {
			return nil, err
		}
		data = append(data, content)
	}
	return data, nil
}

func (t tiles) path(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return filepath.Join(string(t), strings.Replace(path, "tile/data/", "tile/entries/", 1))
}

func main() {
	folder := tiles(os.Args[1])
	tree := checkpoint(filepath.Join(os.Args[1], "checkpoint"), os.Args[2])
	leaves := readLeaves(folder, tree.N)

	var stored []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) (hashes []tlog.Hash, err error) {
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	for n, leaf := range leaves {
		hashes, err := tlog.StoredHashes(int64(n), leaf, own)
		require(err)
		stored = append(stored, hashes...)
	}
	if rootAt(tree.N, own) != tree.Hash {
		fail("the entries have another root than the checkpoint")
	}
	if rootAt(tree.N, tlog.TileHashReader(tree, folder)) != tree.Hash {
		fail("the tiles have another root than the checkpoint")
	}

	var ours proofs
	text, err := os.ReadFile(os.Args[3])
	require(err)
	require(json.Unmarshal(text, &ours))
	for _, p := range ours.Inclusion {
		_, err := tlog.ProveRecord(tree.N, p.Index, tlog.TileHashReader(tree, folder))
		require(err)
		require(tlog.CheckRecord(hashesOf(p.Proof), tree.N, tree.Hash, p.Index, tlog.RecordHash(leaves[p.Index])))
	}
	for _, p := range ours.Consistency {
		require(tlog.CheckTree(hashesOf(p.Proof), tree.N, tree.Hash, p.Older, rootAt(p.Older, own)))
	}
	fmt.Printf("ok: %d entries, %d inclusion and %d consistency proofs\n", len(leaves), len(ours.Inclusion), len(ours.Consistency))
}

func checkpoint(file, key string) tlog.Tree {
	text, err := os.ReadFile(file)
	require(err)
	verifier, err := note.NewVerifier(key)
	require(err)
	signed, err := note.Open(text, note.VerifierList(verifier))
	require(err)
	lines := strings.Split(signed.Text, "\n")
	if lines[0] != verifier.Name() {
		fail("the checkpoint is of another log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	require(err)
	root, err := tlog.ParseHash(lines[2])
	require(err)
	return tlog.Tree{N: size, Hash: root}
}

func readLeaves(folder tiles, size int64) (leaves [][]byte) {
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		bundle, err := os.ReadFile(folder.path(tlog.Tile{H: 8, L: -1, N: n, W: int(width)}))
		require(err)
		for len(bundle) > 0 {
			length := binary.BigEndian.Uint16(bundle)
			leaves = append(leaves, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return leaves
}

func rootAt(size int64, hashes tlog.HashReader) tlog.Hash {
	root, err := tlog.TreeHash(size, hashes)
	require(err)
	return root
}

func hashesOf(proof [][]byte) (hashes []tlog.Hash) {
	for _, hash := range proof {
		hashes = append(hashes, *(*[tlog.HashSize]byte)(hash))
	}
	return hashes
}

func require(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(reason string) {
	fmt.Println("no:", reason)
	os.Exit(2)
}
