module github.com/aerolith/aerolith/conformance

go 1.26.0

replace github.com/aerolith/aerolith => ../

require (
	github.com/aerolith/aerolith v0.0.0-00010101000000-000000000000
	github.com/aerospike/aerospike-client-go/v8 v8.5.0
)

require (
	github.com/kr/text v0.2.0 // indirect
	github.com/rogpeppe/go-internal v1.16.0 // indirect
	github.com/wadey/gocovmerge v0.0.0-20160331181800-b5bfa59ec0ad // indirect
	github.com/yuin/gopher-lua v1.1.2 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/tools v0.51.0 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)
