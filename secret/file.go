package secret

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
)

// openFile is an open file with a secret.
type openFile interface {
	io.Reader
	Stat() (fs.FileInfo, error)
}

// readSecret checks the permissions of an open file and reads it whole into a Value. No copy of the content is left behind.
func readSecret(file openFile, access FileAccess) (Value, error) {
	info, err := file.Stat()
	if err != nil {
		return Value{}, err
	}
	if err := checkFile(info, access); err != nil {
		return Value{}, err
	}
	// One byte more than the limit tells a file that is too large from one that just fits, without trusting its size.
	plain := make([]byte, min(info.Size(), SizeMax)+1)
	defer clear(plain)
	length, err := io.ReadFull(file, plain)
	switch {
	case err == nil:
		return Value{}, grown(info)
	case !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF):
		return Value{}, err
	}
	content := WithoutLineBreak(plain[:length])
	if len(content) == 0 {
		return Value{}, fmt.Errorf("%w: the file is empty", ErrNotFound)
	}
	return New(content), nil
}

// grown is the error for a file that held more than it said.
func grown(info fs.FileInfo) error {
	if info.Size() >= SizeMax {
		return tooLarge()
	}
	return errors.New("secret: the file changed while it was read: try again")
}

// checkFile refuses what is no regular file and what others may read or change.
func checkFile(info fs.FileInfo, access FileAccess) error {
	const groupRead, worldRead, othersWrite fs.FileMode = 0o040, 0o004, 0o022
	refused := othersWrite
	switch access {
	case OwnerOnly:
		refused |= groupRead | worldRead
	case GroupMayRead:
		refused |= worldRead
	case AllMayRead:
	}
	switch mode := info.Mode(); {
	case !mode.IsRegular():
		return fmt.Errorf("%w: it is no regular file", ErrNotFound)
	case runtime.GOOS != "windows" && mode.Perm()&refused != 0:
		return fmt.Errorf("%w: its permissions are %o; take away %o (chmod 600), or accept them by option", ErrExposed, mode.Perm(), mode.Perm()&refused)
	}
	return nil
}

// WithoutLineBreak returns the content without a line break at its end, which editors add. It shares the memory of the content.
func WithoutLineBreak(content []byte) []byte {
	if n := len(content); n > 0 && content[n-1] == '\n' {
		content = content[:n-1]
		if n := len(content); n > 0 && content[n-1] == '\r' {
			content = content[:n-1]
		}
	}
	return content
}

// missing marks a file that does not exist as a secret that is not there.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return err
}

// closing closes what a secret was read from. Should that fail, the secret is wiped and the failure returned.
func closing(file io.Closer, value Value, err error) error {
	if closeErr := file.Close(); closeErr != nil {
		value.Wipe()
		return errors.Join(err, closeErr)
	}
	return err
}

// tooLarge is the error for more bytes than a secret may have.
func tooLarge() error {
	return fmt.Errorf("%w: at most %d bytes are allowed", ErrTooLarge, SizeMax)
}
