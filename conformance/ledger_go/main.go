// A verifier that shares nothing with Openhall: Go's sumdb/tlog and sumdb/note, as Debian packages them.
//
// Reads lines from the standard input and prints how many of each kind it accepted, or the first fault:
//
//	checkpoint KEY FILE                       the signed note; it is the tree that all that follows is held to
//	inclusion INDEX SIZE ROOT LEAF HASH,...   a proof that the leaf hash is at this place of that tree
//	consistency SIZE1 ROOT1 SIZE2 ROOT2 HASH,...
//	tiles FOLDER                              read the log's own tiles and make every proof again, by Go alone
//	record INDEX HASH,...                     the proof that Go makes from the tiles must be this one
//	tree SIZE HASH,...                        and so for the proof from an earlier size
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var tree tlog.Tree
var reader tlog.HashReader

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<20)
	accepted := map[string]int{}
	for in.Scan() {
		words := strings.Split(in.Text(), " ")
		if err := check(words); err != nil {
			fmt.Printf("refused: %s: %v\n", strings.Join(words[:min(len(words), 3)], " "), err)
			os.Exit(1)
		}
		accepted[words[0]]++
	}
	for kind, count := range accepted {
		fmt.Printf("%s %d\n", kind, count)
	}
}

func check(words []string) error {
	switch words[0] {
	case "checkpoint":
		return checkpoint(words[1], words[2])
	case "inclusion":
		return tlog.CheckRecord(proof(words[5]), number(words[2]), hash(words[3]), number(words[1]), hash(words[4]))
	case "consistency":
		return tlog.CheckTree(proof(words[5]), number(words[3]), hash(words[4]), number(words[1]), hash(words[2]))
	case "tiles":
		reader = tlog.TileHashReader(tree, &folder{words[1]})
		return nil
	case "record":
		made, err := tlog.ProveRecord(tree.N, number(words[1]), reader)
		return same([]tlog.Hash(made), proof(words[2]), err)
	case "tree":
		made, err := tlog.ProveTree(tree.N, number(words[1]), reader)
		return same([]tlog.Hash(made), proof(words[2]), err)
	}
	return fmt.Errorf("no such line")
}

func checkpoint(key, file string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return err
	}
	lines := strings.Split(opened.Text, "\n")
	tree = tlog.Tree{N: number(lines[1]), Hash: hash(lines[2])}
	return nil
}

func same(made []tlog.Hash, given []tlog.Hash, err error) error {
	if err == nil && len(made)+len(given) > 0 && !reflect.DeepEqual(made, given) {
		err = fmt.Errorf("Go makes another proof")
	}
	return err
}

// folder reads tiles where C2SP tlog-tiles puts them; sumdb/tlog has the height in its paths and three digits a part.
type folder struct{ home string }

func (f *folder) Height() int { return 8 }

func (f *folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f *folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(f.home, path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func hash(text string) (found tlog.Hash) {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(data) != len(found) {
		panic("no hash: " + text)
	}
	copy(found[:], data)
	return found
}

func proof(text string) (found []tlog.Hash) {
	for _, each := range strings.Split(text, ",") {
		if each != "" {
			found = append(found, hash(each))
		}
	}
	return found
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}
