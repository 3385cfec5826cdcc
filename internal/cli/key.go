package cli

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/aero"
)

// keyType says how the text of a key is read.
type keyType string

// The types of keys.
const (
	// keyAuto reads a prefix "int:", "blob:" or "string:", and a string without one.
	keyAuto   keyType = "auto"
	keyString keyType = "string"
	keyInt    keyType = "int"
	keyBlob   keyType = "blob"
)

// keyTypes are the names of all types of keys.
func keyTypes() []string {
	return []string{string(keyAuto), string(keyString), string(keyInt), string(keyBlob)}
}

// register adds the flag to a command.
func (k *keyType) register(cmd *cobra.Command) {
	*k = keyAuto
	usage := "how keys are read: auto (int:42, blob:BASE64, else a string), string, int or blob"
	cmd.Flags().StringVar((*string)(k), "key-type", string(keyAuto), usage)
	complete(cmd, "key-type", keyTypes())
}

// complete offers the values of a flag to the shell.
func complete(cmd *cobra.Command, flag string, values []string) {
	// It fails only for a flag that the command does not have, which a test would show.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// parse makes a key of its text.
func (k keyType) parse(namespace, set, text string) (aero.Key, error) {
	kind := k
	if k == keyAuto {
		kind = keyString
		for _, prefix := range []keyType{keyInt, keyBlob, keyString} {
			if rest, ok := strings.CutPrefix(text, string(prefix)+":"); ok {
				kind, text = prefix, rest
				break
			}
		}
	}
	switch kind {
	case keyString:
		return aero.StringKey(namespace, set, text), nil
	case keyInt:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return aero.Key{}, fmt.Errorf("key %q is not an integer of 64 bits", text)
		}
		return aero.IntKey(namespace, set, n), nil
	case keyBlob:
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return aero.Key{}, fmt.Errorf("key %q is not base 64", text)
		}
		return aero.BytesKey(namespace, set, b), nil
	default:
		return aero.Key{}, fmt.Errorf("--key-type %q: want one of %s", string(k), strings.Join(keyTypes(), ", "))
	}
}

// keyUsage is parse for keys from the command line, whose mistakes are usage errors.
func (k keyType) keyUsage(namespace, set, text string) (aero.Key, error) {
	key, err := k.parse(namespace, set, text)
	return key, withExit(ExitUsage, err)
}
