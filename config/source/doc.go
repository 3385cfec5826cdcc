// Package source gathers a configuration from where it may stand, in a fixed order of precedence: the defaults, the profile, the
// files in their order, the environment, the flags. The later wins, value by value; every value knows where it came from.
//
// Place in the map: above config/codec, profile, check and tree; commands and package reload load through it.
//
// What always holds: the same inputs give the same configuration, whatever the order of the environment. All problems of all places
// are reported at once. Secrets stay references. Read source.go first.
package source
