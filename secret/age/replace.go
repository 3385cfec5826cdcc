package age

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// writeBeside writes and syncs a temporary file in the folder of the file, readable by its owner alone, and returns its path.
func (f *File) writeBeside(sealed []byte) (string, error) {
	temporary, err := os.CreateTemp(filepath.Dir(f.path), ".secrets-*.tmp")
	if err != nil {
		return "", fmt.Errorf("age: write the secrets file: %w", err)
	}
	_, err = temporary.Write(sealed)
	if err == nil {
		err = temporary.Sync()
	}
	if err := errors.Join(err, temporary.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("age: write the secrets file: %w", err), os.Remove(temporary.Name()))
	}
	return temporary.Name(), nil
}

// replace gives the temporary file the name of the file, unless that is no longer the one with the sum.
func (f *File) replace(temporary string, before [sha256.Size]byte) error {
	now, err := f.read()
	if err != nil {
		return err
	}
	if sha256.Sum256(now) != before {
		return ErrChanged
	}
	if err := os.Rename(temporary, f.path); err != nil {
		return fmt.Errorf("age: replace the secrets file: %w", err)
	}
	return nil
}

// syncFolder makes the new name durable. Windows has no such call and needs none.
func (f *File) syncFolder() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(filepath.Dir(f.path))
	if err != nil {
		return fmt.Errorf("age: sync the folder: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("age: sync the folder: %w", err)
	}
	return nil
}
