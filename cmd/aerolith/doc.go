// Command aerolith serves, fills and inspects record stores that speak the Aerospike protocol.
//
//	aerolith serve              a server on this machine, which every Aerospike client can talk to
//	aerolith put|get|delete|scan|load|info
//	                            records and questions, to any Aerospike server
//	aerolith bench              a load generator
//	aerolith db …               the files of an embedded database: check, backup, restore, salvage and others
//	aerolith config …           configurations: validate, convert, diff, explain and others
//	aerolith secret …           secrets in an encrypted file, in Vault, in files and variables
//
// aerolith help COMMAND says more of each. A command ends with 0 when all went well and with 2 when its command line is wrong; the other
// exit codes stand in package internal/cli/tool.
//
// In the map: the outermost layer, which only starts package internal/cli. What always holds: the first SIGINT or SIGTERM ends what runs
// in order, the second one at once.
//
// Start reading at main.go.
package main
