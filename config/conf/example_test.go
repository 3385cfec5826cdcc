package conf_test

import (
	"fmt"
	"os"

	"github.com/aerolith/aerolith/config/conf"
)

// ExampleParse reads a file, changes one value and writes it: nothing else moves.
func ExampleParse() {
	text := []byte("namespace test { # the first\n\treplication-factor 2   # of three\n}\n")
	file, err := conf.Parse("aerospike.conf", text, conf.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := file.Root.Context("namespace", "test").Set("replication-factor", "3"); err != nil {
		fmt.Println(err)
	}
	if _, err := file.WriteTo(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// namespace test { # the first
	// 	replication-factor 3   # of three
	// }
}

// ExampleReadUint shows what the server makes of sizes.
func ExampleReadUint() {
	size, err := conf.ReadUint("4G")
	fmt.Println(size, err)
	_, err = conf.ReadUint("4GiB")
	fmt.Println(err)
	// Output:
	// 4294967296 <nil>
	// conf: not a number: digits and one of K, M, G, T, P for powers of 1024, without sign, fraction or blank
}
