// Package storeconfig makes options of package record from a configuration of the schema serve, and changes the settings of a store that
// is open: for programs that keep records inside of themselves. aerolith serve uses it too.
//
// Place in the map: above config and record. record itself knows no configuration.
//
// What always holds: a running store changes all or nothing; what set-config or the program has set stays where a configuration does
// not change that very option. Read options.go first, then part.go.
package storeconfig
