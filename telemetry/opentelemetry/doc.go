// Package opentelemetry gives the calls of an aerolith.DB as traces and metrics to OpenTelemetry.
//
// In the map: a view on package aerolith, which does not import it: an Observer is an aerolith.Observer. It needs only the API
// modules of OpenTelemetry; which exporter they go to, the program decides. Programs that do not import it link none of them.
//
// What always holds: spans and metrics hold the kind of the call, backend, namespace, set and result code, never keys, values or
// texts of errors, which may repeat both.
//
// Start reading at observer.go.
package opentelemetry
