// Package config is the folder of everything about configuration: what options there are, how they are written, whether they fit
// each other, and how they change while a program runs. It holds no code itself.
//
//	schema      an option, a context, a table of them; reading of single values
//	registry    the tables: the options of an Aerospike server, of Aerolith's server and of its client
//	tree        values with their origins; merging, differences
//	conf        the text of an aerospike.conf, without loss
//	codec       aerospike.conf, YAML and JSON to trees and back
//	check       every problem of a configuration at once
//	profile     starting points with a reason for each value
//	source      files, environment and flags in their order of precedence
//	model       typed models, generated from the registry
//	reload      a watched configuration that changes all or nothing
//	storeconfig an embedded store by configuration
//	clientconfig
//	            a client by configuration
//	reference   pages for people, made from the registry
//
// Place in the map: beside the components. They have Options of their own and never import config; internal/app applies a
// configuration to them. Read registry/registry.go first.
package config
