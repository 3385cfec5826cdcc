package app

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/server"
)

// TestLogLevels changes the levels of a log in every way that there is.
func TestLogLevels(t *testing.T) {
	var out bytes.Buffer
	log, err := newLog(&out, "warning")
	if err != nil {
		t.Fatal(err)
	}
	var _ server.LogLevels = log
	contexts := log.Contexts()
	for _, part := range []string{partService, partSecurity, partInfo, partStorage, partNamespace, partExpiry, partTruncate} {
		if !slices.Contains(contexts, part) {
			t.Errorf("a real node has no context %s: %v", part, contexts)
		}
	}
	service := log.part(partService)
	service.Info("too little")
	if !log.SetLevel(partService, "Detail") || log.Level(partService) != "DETAIL" || log.Level(partStorage) != "WARNING" {
		t.Errorf("service is %s, storage %s", log.Level(partService), log.Level(partStorage))
	}
	service.Log(t.Context(), levelDetail, "enough", "password", "hunter2")
	log.part(partStorage).Info("another part")
	if text := out.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "msg=enough part=service") || strings.Contains(text, "hunter2") {
		t.Errorf("the log holds %q", text)
	}
	for _, wrong := range [][2]string{{"servic", "info"}, {"service", "loud"}, {"", "info"}, {"service", ""}} {
		if log.SetLevel(wrong[0], wrong[1]) {
			t.Errorf("%q is accepted", wrong)
		}
	}
	undo, err := log.changeLevel("critical")
	if err != nil || log.Level(partService) != "CRITICAL" || log.Level("any") != "" {
		t.Errorf("a new level for all: service is %s (%v)", log.Level(partService), err)
	}
	if err := undo(); err != nil || log.Level(partService) != "DETAIL" || log.Level(partStorage) != "WARNING" {
		t.Errorf("undone: service is %s, storage %s (%v)", log.Level(partService), log.Level(partStorage), err)
	}
	if !log.SetLevel("any", "info") || log.Level(partService) != "INFO" || log.Level("misc") != "INFO" {
		t.Errorf("after any: service is %s, misc %s", log.Level(partService), log.Level("misc"))
	}
	if _, err := newLog(&out, "loud"); err == nil {
		t.Error("an unknown level is accepted")
	}
}
