// Package telemetry shows what a program counts: metrics as values in memory, as Prometheus reads them, and over HTTP; and keeps
// secrets out of what it logs, at levels that change while it runs.
//
// A Source delivers Families when somebody asks. Nothing is counted here: the parts of the program keep their own counters, which
// exist whether anybody looks or not, so that metrics cost the hot path nothing when they are off, and nothing more when they are on.
//
// Place in the map: a view. It imports the standard library and package secret only, and no part imports it; internal/app brings
// both together. What one part counts is in a package of its own below this one, so that nobody links what he does not use.
//
// What always holds: labels hold names of namespaces, sets, operations and results, never keys, values or secrets; what is written can
// be parsed, whatever is in a label.
//
// Start reading at family.go, then text.go and handler.go; log.go, redact.go and level.go for logs.
package telemetry
