// Package clientconfig makes options of package client from a configuration, and changes those of a running client: from Aerolith's own
// configuration of clients, and from the dynamic configuration file of Aerospike's clients.
//
// Place in the map: above config and client; programs that configure a client by files use it. client itself knows no configuration.
//
// What always holds: a running client changes all or nothing (client.Reconfigure). What the client has no equal for is named, not
// dropped silently. Passwords are fetched when a node asks for a login, never kept. Read options.go first, then dynamic.go.
package clientconfig
