module github.com/aerolith/aerolith/conformance

go 1.26.0

replace github.com/aerolith/aerolith => ../

require github.com/aerospike/aerospike-client-go/v8 v8.5.0

require (
	github.com/golang/geo v0.0.0-20260818125358-b200a1149890 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
)

require (
	github.com/aerolith/aerolith v0.0.0
	github.com/kr/text v0.2.0 // indirect
	github.com/rogpeppe/go-internal v1.16.0 // indirect
	github.com/wadey/gocovmerge v0.0.0-20160331181800-b5bfa59ec0ad // indirect
	github.com/yuin/gopher-lua v1.1.2 // indirect
	golang.org/x/sync v0.16.0 // indirect
	golang.org/x/tools v0.36.0 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)
