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

// nodeID returns the number by which clients know the node: the same for the life of a data folder, a random one for a
// node that stores nothing.
func (p plan) nodeID(folder string) (uint64, error) {
	if !p.stored {
		return randomNodeID()
	}
	path := filepath.Join(folder, nodeFile)
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createNodeID(path)
	}
	if err != nil {
		return 0, fmt.Errorf("node identity: %w", err)
	}
	id, err := strconv.ParseUint(strings.TrimSpace(string(content)), 16, 64)
	if err != nil || id == 0 {
		return 0, fmt.Errorf("node identity: %s does not hold a hexadecimal number other than 0; remove it to get a new one", path)
	}
	return id, nil
}

// createNodeID draws a number and keeps it. The file appears whole or not at all.
func createNodeID(path string) (uint64, error) {
	id, err := randomNodeID()
	if err != nil {
		return 0, err
	}
	draft := path + ".new"
	if err := writeSynced(draft, formatNodeID(id)+"\n"); err != nil {
		return 0, fmt.Errorf("node identity: %w", err)
	}
	if err := os.Rename(draft, path); err != nil {
		return 0, fmt.Errorf("node identity: %w", err)
	}
	return id, nil
}

// writeSynced writes a file and makes its content durable.
func writeSynced(path, content string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, nodeFilePermission)
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	return errors.Join(err, f.Sync(), f.Close())
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
