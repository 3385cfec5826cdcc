package conformance

import (
	"testing"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"
	"github.com/aerospike/aerospike-client-go/v8/types"
)

// expectCode checks that err carries the result code.
func expectCode(t *testing.T, what string, err as.Error, code types.ResultCode) {
	t.Helper()
	if err == nil || !err.Matches(code) {
		t.Errorf("%s: got %v, want code %d", what, err, code)
	}
}

// TestExistsActions: each action on existing and missing records does what it says, and replacing drops other bins.
func TestExistsActions(t *testing.T) {
	client := featureClient(t)
	for _, test := range []struct {
		name            string
		action          as.RecordExistsAction
		missing, exists types.ResultCode
		bins            int // after a successful write to the existing record
	}{
		{"update", as.UPDATE, types.OK, types.OK, 2},
		{"update only", as.UPDATE_ONLY, types.KEY_NOT_FOUND_ERROR, types.OK, 2},
		{"replace", as.REPLACE, types.OK, types.OK, 1},
		{"replace only", as.REPLACE_ONLY, types.KEY_NOT_FOUND_ERROR, types.OK, 1},
		{"create only", as.CREATE_ONLY, types.OK, types.KEY_EXISTS_ERROR, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			policy := *client.DefaultWritePolicy
			policy.RecordExistsAction = test.action
			expect(t, "missing", client.PutBins(&policy, newKey(t, "missing"), as.NewBin("new", 1)), test.missing)
			key := newKey(t, "existing")
			must(t, "prepare", client.PutBins(nil, key, as.NewBin("old", 1)))
			expect(t, "existing", client.PutBins(&policy, key, as.NewBin("new", 1)), test.exists)
			record, err := client.Get(nil, key)
			must(t, "get", err)
			if len(record.Bins) != test.bins {
				t.Errorf("bins afterwards: %v, want %d", record.Bins, test.bins)
			}
		})
	}
}

// expect checks that err carries the result code, or is nil for types.OK.
func expect(t *testing.T, what string, err as.Error, code types.ResultCode) {
	t.Helper()
	if code == types.OK {
		must(t, what, err)
		return
	}
	expectCode(t, what, err, code)
}

// TestGenerations: the generation counts writes, and both generation policies compare with it.
func TestGenerations(t *testing.T) {
	client := featureClient(t)
	key := newKey(t, 1)
	for range 3 {
		must(t, "put", client.PutBins(nil, key, as.NewBin("a", 1)))
	}
	for _, test := range []struct {
		name       string
		policy     as.GenerationPolicy
		generation uint32
		want       types.ResultCode
		after      uint32
	}{
		{"equal, too low", as.EXPECT_GEN_EQUAL, 2, types.GENERATION_ERROR, 3},
		{"equal", as.EXPECT_GEN_EQUAL, 3, types.OK, 4},
		{"greater, not", as.EXPECT_GEN_GT, 4, types.GENERATION_ERROR, 4},
		{"greater", as.EXPECT_GEN_GT, 9, types.OK, 5},
	} {
		policy := *client.DefaultWritePolicy
		policy.GenerationPolicy, policy.Generation = test.policy, test.generation
		expect(t, test.name, client.PutBins(&policy, key, as.NewBin("a", 2)), test.want)
		record, err := client.GetHeader(nil, key)
		must(t, "get header", err)
		if record.Generation != test.after {
			t.Errorf("%s: generation %d afterwards, want %d", test.name, record.Generation, test.after)
		}
	}
	policy := *client.DefaultWritePolicy
	policy.GenerationPolicy, policy.Generation = as.EXPECT_GEN_EQUAL, 1
	_, err := client.Delete(&policy, key)
	expectCode(t, "delete of another generation", err, types.GENERATION_ERROR)
}

// TestTimeToLive: a record lives as long as it was given, for ever by request, and an update can leave its end alone.
func TestTimeToLive(t *testing.T) {
	client := featureClient(t)
	key := newKey(t, 1)
	write := func(expiration uint32) uint32 {
		policy := *client.DefaultWritePolicy
		policy.Expiration = expiration
		must(t, "put", client.PutBins(&policy, key, as.NewBin("a", 1)))
		record, err := client.Get(nil, key)
		must(t, "get", err)
		return record.Expiration
	}
	if left := write(100_000); left < 99_000 || left > 100_000 {
		t.Errorf("%d s left of 100,000", left)
	}
	if left := write(as.TTLDontUpdate); left < 99_000 || left > 100_000 {
		t.Errorf("%d s left of 100,000 after an update that keeps it", left)
	}
	if left := write(as.TTLDontExpire); left != as.TTLDontExpire {
		t.Errorf("%d s left of for ever", left)
	}
	write(1)
	for end := time.Now().Add(operationMax); ; time.Sleep(50 * time.Millisecond) {
		exists, err := client.Exists(nil, key)
		must(t, "exists", err)
		if !exists {
			return
		}
		if time.Now().After(end) {
			t.Fatal("a record of one second does not end")
		}
	}
}

// TestTouchAndDelete: touch renews a record, delete says whether there was one.
func TestTouchAndDelete(t *testing.T) {
	client := featureClient(t)
	key := newKey(t, 1)
	policy := *client.DefaultWritePolicy
	policy.Expiration = 500
	expectCode(t, "touch of nothing", client.Touch(&policy, key), types.KEY_NOT_FOUND_ERROR)
	must(t, "put", client.PutBins(nil, key, as.NewBin("a", 1)))
	must(t, "touch", client.Touch(&policy, key))
	record, err := client.Get(nil, key)
	must(t, "get", err)
	if record.Generation != 2 || record.Expiration > 500 || record.Expiration < 490 {
		t.Errorf("after touch: generation %d, %d s left", record.Generation, record.Expiration)
	}
	for _, want := range []bool{true, false} {
		existed, err := client.Delete(nil, key)
		must(t, "delete", err)
		if existed != want {
			t.Errorf("delete says %v, want %v", existed, want)
		}
	}
	_, err = client.Get(nil, key)
	expectCode(t, "get of nothing", err, types.KEY_NOT_FOUND_ERROR)
}

// TestRefusals: commands that make no sense get the code that a real node gives.
func TestRefusals(t *testing.T) {
	client := featureClient(t)
	elsewhere, err := as.NewKey("nowhere", "set", 1)
	must(t, "key", err)
	expectCode(t, "unknown namespace", client.PutBins(nil, elsewhere, as.NewBin("a", 1)), types.INVALID_NAMESPACE)
	key := newKey(t, 1)
	must(t, "put", client.PutBins(nil, key, as.NewBin("text", "x")))
	expectCode(t, "add to text", client.AddBins(nil, key, as.NewBin("text", 1)), types.BIN_TYPE_ERROR)
	expectCode(t, "append a number to text", client.AppendBins(nil, key, as.NewBin("text", 1)), types.BIN_TYPE_ERROR)
	large := make([]byte, 2<<20)
	expectCode(t, "record too big", client.PutBins(nil, key, as.NewBin("b", large)), types.RECORD_TOO_BIG)
}
