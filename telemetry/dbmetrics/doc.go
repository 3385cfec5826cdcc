// Package dbmetrics counts the calls of an aerolith.DB by kind and outcome, and how long they take, in the form of package
// telemetry.
//
// In the map: a view on package aerolith, which does not import it: a Recorder is an aerolith.Observer. What always holds: labels
// are kinds of calls, backends and classes of outcomes, never names of sets, keys or values, so that their number is bounded.
//
// Start reading at recorder.go.
package dbmetrics
