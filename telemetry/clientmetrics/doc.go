// Package clientmetrics shows what a client of a cluster knows of its nodes, and counts its events, in the form of package
// telemetry.
//
// In the map: a view on package client, which does not import it. What always holds: asking costs no exchange with the cluster;
// labels are names of nodes, kinds of events and features, never keys, values or secrets.
//
// Start reading at families.go.
package clientmetrics
