package check

import (
	"fmt"
	"strings"
)

// Limits of storage.
const (
	devicesMax = 128
	mountsMax  = 32
	stripe     = 8 << 20
)

// engines stands for all storage engines.
const engines = "namespaces.storage-engine.*"

// storageRules are the rules of storage engines.
func storageRules() []rule {
	return []rule{
		{"memory-size", aerospike, "namespaces.storage-engine.memory", "Without devices and files, data-size is set, and flush-size, encryption-key-file and commit-to-device are not. With them, data-size is not.", memorySize},
		{"devices", aerospike, engines, "Devices and files are not mixed, at most 128, each once; files have a filesize. The engines device and pmem have at least one.", devices},
		{"shadows", aerospike, engines, "All devices or files have a shadow, or none.", shadows},
		{"shadow-memory", aerospike, "namespaces.storage-engine.memory", "Devices and files of the engine memory have no shadows: the parser ignores the second path.", memoryShadows},
		{"commit", aerospike, engines, "commit-to-device excludes disable-odsync.", commit},
		{"compression", aerospike, engines, "compression-acceleration goes with lz4, compression-level with zstd.", compression},
		{"granularity", aerospike, engines, "Sizes of files and memory are multiples of 8 MiB; the server rounds down.", granularity},
	}
}

// backed reports whether an engine has devices or files.
func (c *scope) backed() bool { return c.has("devices", "files") }

// memorySize checks what the size of an engine in memory comes from.
func memorySize(c *scope) {
	if c.backed() {
		if c.has("data-size") {
			c.report("data-size", "the devices or files give the size", "remove it")
		}
		return
	}
	if !c.has("data-size") {
		c.report("", "data-size is missing", "write data-size SIZE, or name files or devices to make it persistent")
	}
	for _, option := range []string{"flush-size", "encryption-key-file", "commit-to-device"} {
		if c.has(option) && c.text(option) != "false" {
			c.report(option, "it needs devices or files", "remove it, or name devices or files")
		}
	}
}

// devices checks the places of storage.
func devices(c *scope) {
	count := len(c.node.Items("devices")) + len(c.node.Items("files"))
	switch {
	case c.has("devices") && c.has("files"):
		c.report("files", "devices are named too", "keep one kind")
	case count == 0 && c.context.Variant == "pmem":
		c.report("", "there is no file", "write file PATH")
	case count == 0 && c.context.Variant == "device":
		c.report("", "there is no device and no file", "write device PATH, or file PATH and filesize SIZE")
	case count > devicesMax:
		c.report("", fmt.Sprintf("there are %d devices or files, and the server takes %d at most", count, devicesMax), "remove some")
	}
	if c.has("files") && !c.has("filesize") {
		c.report("files", "filesize is missing", "write filesize SIZE")
	}
	seen := map[string]bool{}
	for _, option := range []string{"devices", "files"} {
		for _, item := range c.node.Items(option) {
			for _, path := range strings.Fields(item) {
				if seen[path] {
					c.report(option, path+" is there twice", "name each once")
				}
				seen[path] = true
			}
		}
	}
}

// shadows checks that all devices have one, or none.
func shadows(c *scope) {
	for _, option := range []string{"devices", "files"} {
		with := 0
		for _, item := range c.node.Items(option) {
			if len(strings.Fields(item)) > 1 {
				with++
			}
		}
		if with > 0 && with < len(c.node.Items(option)) {
			c.report(option, "some have a shadow and some have not", "give all of them one, or none")
		}
	}
}

// memoryShadows finds shadows that are ignored.
func memoryShadows(c *scope) {
	for _, option := range []string{"devices", "files"} {
		for _, item := range c.node.Items(option) {
			if strings.Contains(item, " ") {
				c.report(option, "an engine in memory has no shadows", "remove the second path")
				return
			}
		}
	}
}

// commit checks that a commit means something.
func commit(c *scope) {
	if c.on("commit-to-device") && c.on("disable-odsync") {
		c.report("disable-odsync", "commit-to-device is true", "keep one of them")
	}
}

// compression checks the details of compression.
func compression(c *scope) {
	kind := c.text("compression")
	if c.has("compression-acceleration") && kind != "lz4" {
		c.report("compression-acceleration", "it goes with compression lz4 only", "remove it")
	}
	if c.has("compression-level") && kind != "zstd" {
		c.report("compression-level", "it goes with compression zstd only", "remove it")
	}
}

// granularity finds sizes of which a part is not used.
func granularity(c *scope) {
	for _, option := range []string{"filesize", "data-size"} {
		if size := c.number(option); size%stripe != 0 && c.has(option) {
			c.warn(option, fmt.Sprintf("the server rounds it down to %d MiB", size/stripe*8), "write a multiple of 8M")
		}
	}
}

// indexRules are the rules of indexes.
func indexRules() []rule {
	var all []rule
	for _, key := range []string{"index-type", "sindex-type"} {
		all = append(all, rule{"mounts", aerospike, "namespaces." + key + ".*", "An index in pmem or flash has mounts, at most 32, each once, and a mounts-budget.", mounts})
	}
	return append(all, rule{"flash-index", aerospike, "namespaces", "index-type flash goes with storage-engine device only.", flashIndex})
}

// mounts checks the places of an index.
func mounts(c *scope) {
	if c.context.Variant == "shmem" {
		return
	}
	if !c.has("mounts") {
		c.report("", "there is no mount", "write mount PATH")
	}
	if !c.has("mounts-budget") {
		c.report("", "mounts-budget is missing", "write mounts-budget SIZE")
	}
	if n := len(c.node.Items("mounts")); n > mountsMax {
		c.report("mounts", fmt.Sprintf("there are %d, and the server takes %d at most", n, mountsMax), "remove some")
	}
	c.once("mounts")
}

// flashIndex checks what an index in flash goes with.
func flashIndex(c *scope) {
	kind, engine := c.node.Child("index-type", "").Get("type"), c.node.Child("storage-engine", "").Get("type")
	if kind == "flash" && engine != "" && engine != "device" {
		c.report("index-type", "flash goes with storage-engine device only", "use shmem or pmem, or another storage engine")
	}
}
