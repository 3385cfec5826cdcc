package telemetry

import (
	"net/http"
)

// The paths that Handler answers.
const (
	// PathMetrics delivers the metrics.
	PathMetrics = "/metrics"
	// PathLive answers 200 while the process runs.
	PathLive = "/health/live"
	// PathReady answers 200 while the program does its work, and 503 with the reason otherwise.
	PathReady = "/health/ready"
)

// Handler answers PathMetrics with what the source delivers, PathLive, and PathReady with what ready returns: nil, or why the
// program cannot do its work. Other paths and methods are refused.
func Handler(source Source, ready func() error) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+PathMetrics, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, ContentType, AppendText(nil, source()))
	})
	mux.HandleFunc("GET "+PathLive, func(w http.ResponseWriter, _ *http.Request) { answerText(w, http.StatusOK, "live\n") })
	mux.HandleFunc("GET "+PathReady, func(w http.ResponseWriter, _ *http.Request) {
		if err := ready(); err != nil {
			answerText(w, http.StatusServiceUnavailable, err.Error()+"\n")
			return
		}
		answerText(w, http.StatusOK, "ready\n")
	})
	return mux
}

// answerText answers with a line of text.
func answerText(w http.ResponseWriter, status int, text string) {
	answer(w, status, "text/plain; charset=utf-8", []byte(text))
}

// answer answers a request. Who asked and went away sees no difference, so the error of the writer is of no use.
func answer(w http.ResponseWriter, status int, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
