package app

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/secret"
	"github.com/aerolith/aerolith/server"
)

// Options say what a Node serves and where. Strings are as a person types them; Start validates all of them at once.
type Options struct {
	// Data is the folder that holds one folder for each namespace.
	Data string
	// Listen are the TCP addresses, host:port; port 0 takes any free one.
	Listen []string
	// AllowRemote accepts TCP addresses that other machines can reach, although nothing is protected by a password.
	AllowRemote bool
	// Socket is the path of a Unix socket, "" for none.
	Socket string
	// Namespaces are the names to serve; the first start creates them.
	Namespaces []string
	// Durability is one of always, interval, none and memory.
	Durability string
	// TLSListen are TCP addresses on which connections are encrypted.
	TLSListen []string
	// TLSCert, TLSKey and TLSClientCA are the files of the server's certificate and key, and of the authorities of
	// clients' certificates; with the last, a client needs a certificate.
	TLSCert, TLSKey, TLSClientCA string
	// TLSMinVersion is 1.2 or 1.3.
	TLSMinVersion string
	// Security turns users and roles on. Without users, the first start makes the user admin.
	Security bool
	// AdminPassword is the first password of the user admin; it is not kept.
	AdminPassword secret.Value
	// SecretCheck is how often the place of AdminPassword is looked at for a new one by whoever runs the node; 1 s to 24 h.
	SecretCheck time.Duration
	// AuditLog is the file to which logins, changes and refusals are appended; "" reports refusals as diagnostics.
	AuditLog string
	// LogLevel is the least level of lines of the log: critical, warning, info, debug or detail.
	LogLevel string
	// Edition is what clients are told that the server is: "" for the truth, or enterprise or community.
	Edition string
	// Version is the Aerospike version that clients are told, "" for the one that the server follows.
	Version string
	// MetricsListen is the TCP address for metrics and health over HTTP; "" for none.
	MetricsListen string
	// MaxRecordSize is the largest record, as bytes with an optional suffix KiB or MiB.
	MaxRecordSize string
	// Limits bound what each namespace keeps.
	Limits Limits
	// Tuned are the options of the parts that have no field above.
	Tuned Tuned
}

// Tuned are options of the server, the store and the engine. What Options has a field for is overridden by it. Zero fields mean
// their defaults.
type Tuned struct {
	// Server are the server's.
	Server server.Options
	// Record are the store's, with the engine's in Engine.
	Record record.Options
	// Namespaces are those of namespaces, by name; a MaxRecordSize of 0 takes that of Options.
	Namespaces map[string]record.NamespaceOptions
	// Expiry is how often a namespace looks for expired records, by name; 0 takes that of Record.
	Expiry map[string]time.Duration
	// Tombstones is how namespaces treat what durable deletes leave, by name.
	Tombstones map[string]record.TombstoneCare
	// Sets are the settings of sets, by namespace and set.
	Sets map[string]map[string]record.SetTuning
	// SetIndexes are the sets whose records have an index, by namespace.
	SetIndexes map[string][]string
}

// defaultSecretCheck lets a new password count soon without asking Vault all the time.
const defaultSecretCheck = 30 * time.Second

// DefaultOptions returns a server of one durable namespace on loopback.
func DefaultOptions() Options {
	return Options{
		Data:          "./aerolith-data",
		Listen:        []string{"127.0.0.1:3000"},
		Namespaces:    []string{"test"},
		Durability:    "always",
		TLSMinVersion: "1.2",
		LogLevel:      "warning",
		MaxRecordSize: "1MiB",
		SecretCheck:   defaultSecretCheck,
		Limits:        Limits{StopWritesPercent: defaultStopWrites},
	}
}

// parseSize reads a number of bytes such as 1048576, 512KiB or 8MiB.
func parseSize(text string) (int, error) {
	number, factor := text, 1
	for suffix, f := range map[string]int{"KiB": 1 << 10, "MiB": 1 << 20} {
		if rest, ok := strings.CutSuffix(text, suffix); ok {
			number, factor = rest, f
		}
	}
	n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 31)
	if err != nil || n*uint64(factor) > 1<<31-1 {
		return 0, fmt.Errorf("%q is not a size: write bytes, or a number with KiB or MiB", text)
	}
	return int(n) * factor, nil
}
