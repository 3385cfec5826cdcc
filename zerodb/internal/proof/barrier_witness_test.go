package proof

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// logPackage is the folder of the log's package, relative to package zerodb, and fullForm the form of the proofs beside the short one.
const (
	logPackage = "internal/wal"
	fullForm   = "full"
)

// witness is a test that fails without a barrier: of this package, or of that in folder. Without a name it stands for all tests.
type witness struct {
	folder, test, form string
}

// String is what the table of docs/proof/barriers.md says.
func (w witness) String() string {
	text := w.test
	if w.folder != "" {
		text += ", " + w.folder
	}
	if w.form != "" {
		text += " (" + w.form + ")"
	}
	return text
}

// packageFolder returns the folder of the witness's package, relative to package zerodb.
func (w witness) packageFolder() string {
	if w.folder == "" {
		return "internal/proof"
	}
	return w.folder
}

// witnesses returns the test that is known to fail without each barrier, by the barrier's name.
func witnesses() map[string]witness {
	return map[string]witness{
		"a commit does not wait for the log":                                                 {test: "TestCrashAfterEachOperation"},
		"readers see a version at once":                                                      {test: "TestFailureOfEachCall"},
		"space in the log is not reserved":                                                   {test: "TestCrashAfterEachOperation"},
		"space in the data file is not reserved":                                             {test: "TestCrashAfterEachOperation"},
		"a failure does not stop the database":                                               {test: "TestFailureOfEachCall"},
		"pages are reused as soon as the next commit has freed them":                         {test: "TestModel"},
		"readers do not pin":                                                                 {test: "TestModel"},
		"a checkpoint does not wait for the log":                                             {test: "TestArchiveOutlivesACrash"},
		"pages and free set are not synced before the meta page is written":                  {test: "TestCrashAfterEachOperation"},
		"a checkpoint leaves pages in memory":                                                {test: "TestCrashAfterFailedSync"},
		"pages in memory outlive the reuse of their numbers":                                 {test: "TestModel"},
		"the meta page is not synced":                                                        {test: "TestCrashAfterEachOperation"},
		"the meta page goes over the newest one":                                             {test: "TestModel"},
		"the note of a checkpoint is not synced":                                             {test: "TestDoneCheckpointIsNotFallenPast"},
		"a checkpoint in progress does not pin":                                              {test: "TestCrashAfterFailedSync"},
		"the last checkpoint does not pin":                                                   {test: "TestCrashAfterEachOperation"},
		"the log is given up before the meta page is written":                                {test: "TestCrashAfterEachOperation"},
		"the former free set's pages can be used at once":                                    {test: "TestCrashAfterEachOperation"},
		"an unconfirmed meta page is not written again":                                      {test: "TestCrashAfterFailedSync"},
		"a meta page that is written again is not synced":                                    {test: "TestCrashAfterFailedSync"},
		"a lost checkpoint passes":                                                           {test: "TestRefusedOpeningChangesNothing"},
		"transaction numbers go on without a gap after an unclean end":                       {test: "TestNumbersNeverComeAgain"},
		"the note that a process begins is not synced":                                       {test: "TestNumbersNeverComeAgain"},
		"replay takes pages before it has seen the whole log, though a meta page is damaged": {test: "TestRefusedOpeningChangesNothing"},
		"pages are not verified":                                                             {test: "TestFlippedBit"},
		"births are not compared":                                                            {test: "TestOlderSelves"},
		"the log is not synced":                                                              {test: "TestCrashAfterEachOperation"},
		"a full segment is not synced before its successor":                                  {test: "TestCrashAfterEachOperation"},
		"a segment's header is not synced":                                                   {test: "TestCrashAfterEachOperation"},
		"a segment's name is not synced":                                                     {test: "TestCrashAfterEachOperation"},
		"a segment is not filled before its use":                                             {test: "TestFullDisk"},
		"pages with overlays are not copied before a checkpoint":                             {test: "TestMetamorphic"},
		"former contents of pages go while readers see them":                                 {test: "TestMetamorphic"},
		"a page changes that a checkpoint is going to write":                                 {folder: ".", test: "TestCrashWithTwins"},
		"overlaid pages do not follow the names of their tables":                             {folder: ".", test: "TestTwinsOfRenamedTables"},
		"the path of ascending puts outlives other changes of its tree":                      {folder: "internal/btree", test: "TestKeysInOrderBesideOtherChanges"},
		"a reader's mark goes over that of content in memory":                                {folder: ".", test: "TestTwinsWithChecksums"},
		"other processes are shown a state before it is durable":                             {folder: ".", test: "TestAttentionWhileCommitsWait"},
		"memory is used again that an overlay has too":                                       {folder: "internal/pager", test: "TestReaddressedIsFreed"},
		"freeing a dropped table ends within a leaf":                                         {folder: ".", test: "TestTwinsOfDroppedTables"},
		"the cut of the file takes the room that commits have kept for the next checkpoint":  {folder: ".", test: "TestCompactionKeepsRoomOfCheckpoint"},
		"other pages of a transaction that has twins are not stored":                         {folder: ".", test: "TestTwinThatGoesOn"},
		"what lies behind a patch goes while readers see it":                                 {folder: ".", test: "TestTwinsModel"},
		"a patch is put where there may be no room":                                          {folder: "internal/pager", test: "TestPatchesAgainstPages"},
		"a patch is laid out without those below it":                                         {folder: "internal/pager", test: "TestPatchesAgainstPages"},
		"room comes from another look at a patch than the rest":                              {folder: "internal/pager", test: "TestPatchMeetsLayingOut"},
		"patches of freed pages are laid out":                                                {folder: "internal/pager", test: "TestFreedPatchesAreNotLaidOut"},
		"the file does not keep what lies under patches that are laid out":                   {folder: ".", test: "TestLaidOutStateIsPinned"},
		"a state that is drained is not pinned":                                              {folder: ".", test: "TestDrainedStateIsPinned"},
		"a page changes that is being drained":                                               {folder: ".", test: "TestDrainedPagesGetNoTwins"},
		"other processes are shown the file while it has more than the visible state":        {folder: ".", test: "TestAttentionAtACommitOfBothKinds"},
		"the note that ends a life is not written again":                                     {folder: logPackage, test: "TestNoteIsWrittenAgain"},
		"a full segment is not synced before its successor gets its name":                    {folder: logPackage, test: "TestCrashAtEveryOperation"},
		"the name of a segment that was ahead is not synced":                                 {folder: logPackage, test: "TestCrashAtEveryOperation"},
		"recovery passes over files ahead":                                                   {folder: logPackage, test: "TestKilledAhead"},
		"files ahead are not copied":                                                         {folder: logPackage, test: "TestKilledAhead"},
		"a filled segment is not synced":                                                     {folder: logPackage, test: "TestDiskThatIsFullLate"},
		"released segments' names are not synced":                                            {folder: logPackage, test: "TestNamesHoldTheirSegments"},
		"a segment is released before the release of the one before it is durable":           {folder: logPackage, test: "TestReleaseLeavesNoGap"},
		"an earlier process's released names are not synced before a file is reused":         {folder: logPackage, test: "TestNamesHoldTheirSegments"},
		"a segment is released though a checkpoint begins in it":                             {folder: logPackage, test: "TestPositionAtTheEndOfASegment"},
		"the last segment is cut before the mark that says so is synced":                     {folder: logPackage, test: "TestCrashAtEveryOperation"},
		"lives of the log bear the same number":                                              {test: "TestCrashAfterEachOperation"},
		"frames state no durable position":                                                   {test: "TestFlippedBit"},
		"a position counts as durable before its sync":                                       {test: "TestFailureOfEachCall"},
		"the tail is not copied":                                                             {test: "TestCrashAfterFailedSync"},
		"the tail's copy is not synced":                                                      {test: "TestCrashAfterFailedSync"},
		"the name of the tail's copy is not synced":                                          {test: "TestCrashAfterFailedSync"},
		"the old tail is synced in place of a copy":                                          {test: "TestCrashAfterFailedSync"},
		"the new life goes on in the old segment's place":                                    {test: "TestCrashAfterEachOperation"},
		"a bad frame always ends the log":                                                    {test: "TestFlippedBit"},
		"a bad frame before a good one is always damage":                                     {test: "TestCrashAfterEachOperation"},
		"a frame need not continue the one before it":                                        {folder: logPackage, test: "TestFramesStandInTheirOrder"},
		"a gap between segments passes":                                                      {folder: logPackage, test: "TestDamageIsNamedWhereItIs"},
		"the new database's folder is not synced into its parent":                            {test: "TestCrashAfterEachOperation"},
		"an opening does not sync the database's folder":                                     {test: "TestKilledAndThenPowerFailure"},
		"the new data file is not synced":                                                    {test: "TestCrashAfterEachOperation"},
		"the log's folder is not synced into the database's":                                 {test: "TestCrashAfterEachOperation"},
		"the data file comes under its name at once":                                         {test: "TestCrashAfterEachOperation"},
		"an opening sleeps on a checkpoint that the log does not confirm":                    {test: "TestCrashAfterFailedSyncInClosing"},
		"an opening sleeps although the log holds more than the checkpoint":                  {test: "TestCrashAfterFailedSync"},
		"the first writer does not wait for the note that it begins":                         {test: "TestNumbersNeverComeAgain"},
		"the first writer does not begin a life of the log":                                  {test: "TestCrashAfterFailedSync"},
		"a backup does not wait for the log":                                                 {test: "TestWhatIsToldOutlivesACrash"},
		"a backup by a reading process does not wait until its writer has synced":            {folder: ".", test: "TestBackupByReaderIsDurable"},
		"a position is told before it is durable":                                            {test: "TestWhatIsToldOutlivesACrash"},
		"the archive's folder is not synced into its parent":                                 {test: "TestArchiveOutlivesACrash"},
		"a segment is pruned before the pruning of the one before it is durable":             {folder: ".", test: "TestPruneLeavesNoGap"},
		"an opening does not sync the name of a database that a killed restore has made":     {folder: ".", test: "TestAssembledNameOutlivesAKill"},
		"the name of an archived segment is not synced":                                      {test: "TestArchiveOutlivesACrash"},
		"a segment is given up before its copy has its name in the archive":                  {test: "TestArchiveOutlivesACrash"},
	}
}

// TestBarriersHaveWitnesses makes sure that each barrier has a witness that is there.
func TestBarriersHaveWitnesses(t *testing.T) {
	known := witnesses()
	for _, b := range barriers() {
		w, ok := known[b.name]
		if !ok {
			t.Errorf("%s: no test is known to fail without it", b.name)
			continue
		}
		delete(known, b.name)
		if !w.isThere(t) {
			t.Errorf("%s: there is no %v", b.name, w)
		}
	}
	for name := range known {
		t.Errorf("%s: there is a witness and no such barrier", name)
	}
}

// isThere reports whether the package has a test of that name.
func (w witness) isThere(t *testing.T) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(engineFolder, w.packageFolder(), "*_test.go"))
	must(t, err)
	function := regexp.MustCompile(`(?m)^func ` + w.test + `\(`)
	for _, name := range files {
		text, err := os.ReadFile(name)
		must(t, err)
		if strings.Contains(string(text), w.test) && function.Match(text) {
			return true
		}
	}
	return false
}
