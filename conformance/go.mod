module github.com/aerolith/aerolith/conformance

go 1.26

require (
	github.com/aerolith/aerolith v0.0.0
	github.com/aerospike/aerospike-client-go/v8 v8.5.0
)

replace github.com/aerolith/aerolith => ../
