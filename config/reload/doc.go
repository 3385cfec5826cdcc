// Package reload changes a configuration while a program runs: it reads the sources anew when a file changes or somebody asks, checks
// everything, and lets the parts of the program take what changed, all of it or nothing.
//
// Place in the map: above config/source and tree. The parts are the caller's: internal/app's server, a client.
//
// What always holds: readers see either the old configuration or the new one, whole. A configuration with an error in it changes
// nothing. Where one part refuses, those before it are taken back and the old configuration stays. Options that only a restart can
// change are reported, stay as they are, and are reported again until they are taken back or the program starts anew.
//
// Locks: Reloader.mu serialises reloads and guards the history; the current state is read without it. Read reload.go first, then
// watch.go.
package reload
