package conformance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/conformance/node"
)

// The environment variables that change what the tests do.
const (
	addressVariable  = "AEROLITH_ADDRESS"
	userVariable     = "AEROLITH_USER"
	passwordVariable = "AEROLITH_PASSWORD"
	killsVariable    = "AEROLITH_KILLS"
	seedVariable     = "AEROLITH_SEED"
)

// namespace is the namespace that all tests use.
const namespace = "test"

// operationMax bounds each operation of a client: a machine may belong to somebody else for a while.
const operationMax = time.Minute

// suite is what the tests share: the program, and one node for the feature tests.
type suite struct {
	builder node.Builder
	once    sync.Once
	shared  *node.Node
	client  *as.Client
	err     error
	data    string
}

// shared is set by TestMain before any test runs.
var shared suite

// TestMain runs the tests and leaves neither processes nor files behind.
func TestMain(m *testing.M) {
	code := m.Run()
	if err := shared.close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// close ends the shared node and removes what was built and stored.
func (s *suite) close() error {
	if s.client != nil {
		s.client.Close()
	}
	if s.shared != nil {
		if err := s.shared.Stop(); err != nil {
			return err
		}
		if err := os.RemoveAll(s.data); err != nil {
			return err
		}
	}
	return s.builder.Close()
}

// program returns the path of the program under test.
func program(t *testing.T) string {
	t.Helper()
	path, err := shared.builder.Path(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// featureClient returns a client of the node that the feature tests share.
func featureClient(t *testing.T) *as.Client {
	t.Helper()
	shared.once.Do(func() { shared.client, shared.err = shared.open(t) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.client
}

// open connects to the server that the environment names, or starts one.
func (s *suite) open(t *testing.T) (*as.Client, error) {
	address := os.Getenv(addressVariable)
	if address == "" {
		var err error
		if s.data, err = os.MkdirTemp("", "aerolith-data-"); err != nil {
			return nil, err
		}
		options := node.Options{Binary: program(t), Data: s.data, Namespace: namespace}
		if s.shared, err = node.Start(context.Background(), options); err != nil {
			return nil, err
		}
		address = s.shared.Address
	}
	return dial(address)
}

// dial connects a client whose operations are tried once, so that their outcome is certain.
func dial(address string) (*as.Client, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return nil, err
	}
	policy := as.NewClientPolicy()
	policy.Timeout = operationMax
	policy.ConnectionQueueSize = 128
	policy.User, policy.Password = os.Getenv(userVariable), os.Getenv(passwordVariable)
	client, failure := as.NewClientWithPolicyAndHost(policy, as.NewHost(host, port))
	if failure != nil {
		return nil, failure
	}
	for _, base := range []*as.BasePolicy{
		client.DefaultPolicy, &client.DefaultWritePolicy.BasePolicy, &client.DefaultBatchPolicy.BasePolicy,
		&client.DefaultTxnVerifyPolicy.BasePolicy, &client.DefaultTxnRollPolicy.BasePolicy,
	} {
		base.TotalTimeout, base.SocketTimeout, base.MaxRetries = operationMax, operationMax, 0
	}
	return client, nil
}

// ourOptions returns the options of our client: operations are tried once, and it logs in if the environment says so.
func ourOptions() client.Options {
	options := client.DefaultOptions()
	options.Timing = client.Timing{Total: operationMax}
	options.DialTimeout, options.TendTimeout = operationMax, operationMax
	if user := os.Getenv(userVariable); user != "" {
		options.Auth = client.PasswordAuth(user, os.Getenv(passwordVariable))
	}
	return options
}

// newKey returns a key in the set that belongs to the test.
func newKey(t *testing.T, value any) *as.Key {
	t.Helper()
	return keyIn(t, setOf(t), value)
}

// keyIn returns a key in a set.
func keyIn(t *testing.T, set string, value any) *as.Key {
	t.Helper()
	key, err := as.NewKey(namespace, set, value)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// setOf returns a set name of the test's own: runs against a lasting server do not meet each other's records.
func setOf(t *testing.T) string {
	const nameMax = 40
	name := t.Name()
	return fmt.Sprintf("%.*s-%x", nameMax, name, time.Now().UnixNano()&0xFFFFFFFF)
}

// must ends the test on an error of the client.
func must(t *testing.T, what string, err as.Error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// seeded returns a source of randomness whose seed is printed and can be given.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv(seedVariable); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("%s: %v", seedVariable, err)
		}
	}
	t.Logf("%s=%d", seedVariable, seed)
	return rand.New(rand.NewPCG(seed, 1))
}
