// Package live reads the configuration of a running node through its info commands into a tree, so that it can be compared with a
// file or written as one.
//
// Place in the map: above config/codec and registry. It asks through a function that the caller gives and knows no client.
//
// What always holds: names that the registry does not have are counted, not guessed; what a node does not tell is not in the tree.
// Answers are bounded by the caller's connection. Read live.go first.
package live
