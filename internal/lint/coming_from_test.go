package lint_test

import (
	"go/ast"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/lint"
)

// comingFrom is the page for who knows another engine.
const comingFrom = root + "/docs/engine/coming-from.md"

// theirNames are the calls and flags of bbolt's DB, Tx, Bucket, Cursor and Options and of lmdb.h that the page must answer.
const theirNames = `
Batch Begin Close Info IsReadOnly Logger Path Stats Sync Update View StrictMode NoSync NoFreelistSync FreelistType NoGrowSync PreLoadFreelist
MmapFlags MaxBatchSize MaxBatchDelay AllocSize MaxSize Mlock Timeout ReadOnly InitialMmapSize OpenFile NoStatistics
Tx.Check Commit Copy CopyFile CreateBucket CreateBucketIfNotExists Tx.Cursor Tx.DB DeleteBucket Tx.ForEach ID Inspect MoveBucket OnCommit
Tx.Page Rollback Tx.Size WriteTo Bucket(name) ForEachBucket NextSequence Sequence SetSequence FillPercent Bucket.Root Bucket.Stats Bucket.Tx
Get Put Delete First Last Next Prev Seek Cursor.Bucket
mdb_cmp mdb_cursor_close mdb_cursor_count mdb_cursor_dbi mdb_cursor_del mdb_cursor_get mdb_cursor_open mdb_cursor_put mdb_cursor_renew mdb_cursor_txn
mdb_dbi_close mdb_dbi_flags mdb_dbi_open mdb_dcmp mdb_del mdb_drop mdb_env_close mdb_env_copy mdb_env_copy2 mdb_env_copyfd mdb_env_create
mdb_env_get_fd mdb_env_get_flags mdb_env_get_maxkeysize mdb_env_get_maxreaders mdb_env_get_path mdb_env_get_userctx mdb_env_info mdb_env_open
mdb_env_set_assert mdb_env_set_flags mdb_env_set_mapsize mdb_env_set_maxdbs mdb_env_set_maxreaders mdb_env_set_userctx mdb_env_stat mdb_env_sync
mdb_get mdb_put mdb_reader_check mdb_reader_list mdb_set_compare mdb_set_dupsort mdb_set_relctx mdb_set_relfunc mdb_stat mdb_strerror
mdb_txn_abort mdb_txn_begin mdb_txn_commit mdb_txn_env mdb_txn_id mdb_txn_renew mdb_txn_reset mdb_version
FIXEDMAP NOSUBDIR NOSYNC RDONLY NOMETASYNC WRITEMAP MAPASYNC NOTLS NOLOCK NORDAHEAD NOMEMINIT PREVSNAPSHOT REVERSEKEY DUPSORT INTEGERKEY DUPFIXED
INTEGERDUP REVERSEDUP CREATE NOOVERWRITE NODUPDATA CURRENT RESERVE APPEND APPENDDUP MULTIPLE CP_COMPACT
FIRST_DUP GET_BOTH GET_BOTH_RANGE GET_CURRENT GET_MULTIPLE LAST_DUP NEXT_DUP NEXT_NODUP PREV_DUP PREV_NODUP SET SET_KEY SET_RANGE`

// TestComingFromAnswersEverything makes sure that the page names every call of the other engines.
func TestComingFromAnswersEverything(t *testing.T) {
	page := readPage(t)
	for _, name := range strings.Fields(theirNames) {
		short := strings.TrimPrefix(name, "mdb_env_")
		if !strings.Contains(page, "`"+name) && !strings.Contains(page, "`"+short) && !strings.Contains(page, "MDB_"+name) {
			t.Errorf("docs/engine/coming-from.md has no answer for %s", name)
		}
	}
}

// TestComingFromIsTrue makes sure that each name of zerodb on the page exists, and that the code on it is that of an example.
func TestComingFromIsTrue(t *testing.T) {
	page, names := readPage(t), exportedNames(t)
	quoted, qualified := regexp.MustCompile("`[^`]+`"), regexp.MustCompile(`\b(db|tx|table|c|zerodb|Options|Inspection)\.([A-Z]\w*)`)
	checked := 0
	for _, line := range strings.Split(page, "\n") {
		if strings.HasPrefix(line, "|") {
			cells := strings.Split(line, "|")
			line = cells[len(cells)-2] // the last column is zerodb's
		}
		for _, code := range quoted.FindAllString(line, -1) {
			for _, m := range qualified.FindAllStringSubmatch(code, -1) {
				checked++
				if !names[owner(m[1])+"."+m[2]] {
					t.Errorf("docs/engine/coming-from.md: there is no %s.%s", m[1], m[2])
				}
			}
		}
	}
	if checked < 90 {
		t.Errorf("only %d names were checked", checked)
	}
	_, code, _ := strings.Cut(page, "```go\n")
	code, _, _ = strings.Cut(code, "```")
	example, err := os.ReadFile(root + "/zerodb/example_sequence_test.go")
	if err != nil {
		t.Fatal(err)
	}
	if code == "" || !strings.Contains(string(example), code) {
		t.Error("the code of docs/engine/coming-from.md is not that of the example")
	}
}

// readPage returns the page.
func readPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(comingFrom)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// owner returns the type that the page means by a variable, nothing for the package itself.
func owner(variable string) string {
	types := map[string]string{"db": "DB", "tx": "Tx", "table": "Table", "c": "Cursor", "zerodb": ""}
	if name, ok := types[variable]; ok {
		return name
	}
	return variable
}

// exportedNames returns the exported functions and types of package zerodb, as ".Name", and the methods and fields of its types, as "Type.Name".
func exportedNames(t *testing.T) map[string]bool {
	t.Helper()
	files, err := lint.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range files {
		if f.Test || f.Package != "zerodb" {
			continue
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			switch d := n.(type) {
			case *ast.FuncDecl:
				names[receiver(d)+"."+d.Name.Name] = true
				return false
			case *ast.TypeSpec:
				names["."+d.Name.Name] = true
				if s, ok := d.Type.(*ast.StructType); ok {
					for _, field := range s.Fields.List {
						for _, name := range field.Names {
							names[d.Name.Name+"."+name.Name] = true
						}
					}
				}
			}
			return true
		})
	}
	return names
}

// receiver returns the name of a method's type, nothing for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	of := d.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	if name, ok := of.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}
