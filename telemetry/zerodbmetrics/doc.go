// Package zerodbmetrics shows what a zerodb.DB counts in the form of package telemetry.
//
// In the map: a view on package zerodb, which does not import it. What always holds: asking reads counters that exist anyway; labels
// are the name that the caller gave the database and kinds of errors.
//
// Start reading at families.go.
package zerodbmetrics
