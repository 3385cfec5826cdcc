package app

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// The file that keeps the node's name between starts, and the permission that it is created with.
const (
	nodeFile                       = "node-id"
	nodeFilePermission fs.FileMode = 0o600
)

// identity is the number by which clients know a node.
type identity struct {
	id uint64
	// unsettled is the file with the number if it was just made and may not survive a loss of power yet; empty otherwise.
	unsettled string
}

// nodeID returns the number by which clients know the node: the same for the life of a data folder, a random one for a
// node that stores nothing.
func (p plan) nodeID(folder string) (identity, error) {
	if !p.stored {
		id, err := randomNodeID()
		return identity{id: id}, err
	}
	path := filepath.Join(folder, nodeFile)
	content, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return identity{}, fmt.Errorf("node identity: %w", err)
	}
	// A file that lost its content with the power, before settle was done, is as good as none.
	text := strings.Trim(string(content), "\x00 \r\n")
	if text == "" {
		return createNodeID(path)
	}
	id, err := strconv.ParseUint(text, 16, 64)
	if err != nil || id == 0 {
		return identity{}, fmt.Errorf("node identity: %s does not hold a hexadecimal number other than 0; remove it to get a new one", path)
	}
	return identity{id: id}, nil
}

// createNodeID draws a number and keeps it. The file appears whole or not at all to other processes; settle makes it durable.
func createNodeID(path string) (identity, error) {
	id, err := randomNodeID()
	if err != nil {
		return identity{}, err
	}
	draft := path + ".new"
	if err := os.WriteFile(draft, []byte(formatNodeID(id)+"\n"), nodeFilePermission); err != nil {
		return identity{}, fmt.Errorf("node identity: %w", err)
	}
	if err := os.Rename(draft, path); err != nil {
		return identity{}, fmt.Errorf("node identity: %w", err)
	}
	return identity{id: id, unsettled: path}, nil
}

// settle makes a number that was just drawn durable. A node need not wait for it: whoever loses power before the first start
// has settled gets another number, and clients find the node again by that.
func (i identity) settle() error {
	if i.unsettled == "" {
		return nil
	}
	for _, path := range []string{i.unsettled, filepath.Dir(i.unsettled)} {
		f, err := os.Open(path)
		if err == nil {
			err = errors.Join(f.Sync(), f.Close())
		}
		if err != nil {
			return fmt.Errorf("node identity: %w", err)
		}
	}
	return nil
}

// randomNodeID draws a number other than 0.
func randomNodeID() (uint64, error) {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return 0, fmt.Errorf("node identity: %w", err)
	}
	return binary.BigEndian.Uint64(b[:]) | 1, nil
}

// formatNodeID renders a node's name as clients see it.
func formatNodeID(id uint64) string { return strings.ToUpper(strconv.FormatUint(id, 16)) }
